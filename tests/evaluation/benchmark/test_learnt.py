"""The scale from what knows nothing to the truth."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.evaluation.benchmark.learnt import agreement, learnt, together
from pyg_jets.metrics import Estimate

EXACT = Estimate(1, 1, 1)


def test_errors_are_those_of_many_draws() -> None:
    value, nothing = Estimate(0.8, 0.75, 0.85), Estimate(0.5, 0.46, 0.54)
    found = learnt(value, nothing, Estimate(0.95, 0.93, 0.97))
    assert found is not None
    draws = torch.randn(3, 100_000, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    s, p, o = (0.8 + 0.05 * draws[0], 0.5 + 0.04 * draws[1], 0.95 + 0.02 * draws[2])
    assert found.value == pytest.approx(0.3 / 0.45)
    assert found.high - found.value == pytest.approx(float(((s - p) / (o - p)).std()), rel=0.05)


def test_more_controls_make_a_smaller_error() -> None:
    value, nothing = Estimate(0.5, 0.5, 0.5), Estimate(0.5, 0.4, 0.6)
    one, four = (learnt(value, nothing, EXACT, (n, 1)) for n in (1, 4))
    assert one is not None
    assert four is not None
    assert one.high == pytest.approx(2 * four.high)


def test_no_scale_without_a_difference() -> None:
    assert learnt(EXACT, EXACT, EXACT) is None
    assert learnt(Estimate(0.5, 0.4, 0.6), Estimate(0.5, 0.2, 0.8), Estimate(1.0, 0.9, 1.1)) is None


def test_numbers_over_the_trainings_that_have_them() -> None:
    found = together([{"a": Estimate(1, 1, 1), "b": EXACT}, {"a": Estimate(3, 3, 3)}])
    assert found["a"].value == 2
    assert found["a"].spread == pytest.approx(2**0.5)
    assert found["b"] == EXACT


def test_agreement_is_that_of_pairs_and_of_equal_numbers_one(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    drawn = torch.rand(batch.num_nodes, generator=torch.Generator().manual_seed(1))
    same, opposite, ones = (
        agreement(numbers, batch, 0)
        for numbers in ([drawn, drawn], [drawn, -drawn], [torch.ones(batch.num_nodes)] * 2)
    )
    assert same is not None
    assert opposite is not None
    assert ones is not None
    assert same.value == pytest.approx(1)
    assert opposite.value == pytest.approx(-1)
    assert ones.value == 1
    mixed = agreement([drawn, torch.ones(batch.num_nodes)], batch, 0)
    assert mixed is not None
    assert mixed.value == 0
    assert agreement([drawn], batch, 0) is None
