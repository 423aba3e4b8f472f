"""Hits are counted by hand; random choices hit by chance."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.evaluation.truth.hit_rate import chance, hit_rate, simple_choices
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.metrics import share
from pyg_jets.simulation import ToyShower

SHOWER = ToyShower()


def _batch() -> Any:
    """Three jets of 3, 2 and 3 constituents: splittings 3 and 4; 7; 11 and 12."""
    p4 = [[float(k), 0.1 * k * k, 0.3 * k, 9.0 * k] for k in range(1, 9)]
    return cluster(Constituents(p4, [0, 3, 5, 8])).batch()


def test_hits_are_counted_where_there_is_a_truth() -> None:
    batch = _batch()
    splittings = (~batch.is_leaf).nonzero().flatten().tolist()
    assert splittings == [3, 4, 7, 11, 12]
    truth, values = torch.zeros(13, dtype=torch.bool), torch.zeros(13)
    truth[[3, 7]] = True
    values[[4, 12]] = 1.0
    assert hit_rate(values, truth, batch) == share(1, 2)
    assert hit_rate(values, truth, batch, contested=True) == share(0, 1)
    assert hit_rate(-values, truth, batch, contested=True) == share(1, 1)
    only = torch.arange(13) == 3
    assert hit_rate(values, truth, batch, only) == share(1, 2)
    assert chance(truth, batch) == 0.75
    assert chance(truth, batch, contested=True) == 0.5
    assert chance(truth, batch, only) == 0.5


def test_one_of_the_two_largest_will_do() -> None:
    batch = _batch()
    truth, values = torch.zeros(13, dtype=torch.bool), torch.zeros(13)
    truth[[3, 7]] = True
    values[[4, 12]] = 1.0
    assert hit_rate(values, truth, batch, top=2) == share(2, 2)
    assert chance(truth, batch, top=2) == 1
    with pytest.raises(ValueError, match=r"'top' must be at least 1 \(got 0\)"):
        hit_rate(values, truth, batch, top=0)
    with pytest.raises(ValueError, match=r"'top' must be at least 1 \(got -1\)"):
        chance(truth, batch, top=-1)


def test_several_random_choices_hit_by_chance() -> None:
    toy = SHOWER.jets(2000, seed=4)
    batch = cluster(toy.constituents).batch()
    truth = planted_splittings(toy.in_region, batch)
    rate = hit_rate(torch.rand(batch.num_nodes), truth, batch, top=2, contested=True)
    expected = chance(truth, batch, top=2, contested=True)
    assert abs(rate.value - expected) < 3 * (rate.high - rate.low) / 2


def test_random_choices_hit_by_chance() -> None:
    toy = SHOWER.jets(3000, seed=4)
    batch = cluster(toy.constituents).batch()
    truth = planted_splittings(toy.in_region, batch)
    rate = hit_rate(torch.rand(batch.num_nodes), truth, batch, contested=True)
    expected = chance(truth, batch, contested=True)
    assert abs(rate.value - expected) < 3 * (rate.high - rate.low) / 2
    assert hit_rate(truth.double(), truth, batch, contested=True).value == 1


def test_simple_choices_follow_the_seed(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    first, again, other = (simple_choices(batch, seed)["random"] for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_no_truth_no_score() -> None:
    batch = _batch()
    nowhere = torch.zeros(13, dtype=torch.bool)
    with pytest.raises(ValueError, match=r"must hold in some jet that counts \(got none\)"):
        hit_rate(torch.zeros(13), nowhere, batch)
    with pytest.raises(ValueError, match=r"must hold in some jet that counts \(got none\)"):
        chance(nowhere, batch)
    with pytest.raises(ValueError, match=r"mask of the nodes, \(13,\) \(got torch.int64 .*\(2,\)"):
        hit_rate(torch.zeros(13), torch.tensor([3, 4]), batch)
