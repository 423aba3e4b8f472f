"""The truth itself scores 1, chance as chance, and each row is what its values give."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.datasets import sample
from pyg_jets.evaluation.similarity import Method
from pyg_jets.evaluation.truth.decay import TruthMask, decay_truth
from pyg_jets.study.chapters.truth.measure import (
    TruthScores,
    score_values,
    truth_chance,
    truth_values,
)
from pyg_jets.taggers import RecNN, Tagger


@pytest.fixture(scope="module")
def tops() -> JetTreeDataset:
    return cluster(sample("top")[:300])


def _tagger(jets: JetTreeDataset) -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=6)
    tagger.fit_scaling(jets)
    return tagger


def _scores(
    jets: JetTreeDataset, methods: dict[str, Method], mask: TruthMask = "splittings"
) -> dict[str, TruthScores]:
    return score_values(truth_values(_tagger(jets), jets, methods), jets, mask=mask)


def _values(scores: TruthScores) -> list[float]:
    return [each.value for each in scores]


def test_the_truth_scores_one_and_its_opposite_nothing(tops: JetTreeDataset) -> None:
    truth = decay_truth(tops).splittings.double()
    found = score_values({"truth": truth, "opposite": -truth}, tops)
    assert _values(found["truth"]) == [1, 1, 1, 1]
    assert _values(found["opposite"]) == [0, 0, 0, 0]


def test_rates_are_of_one_and_of_two(tops: JetTreeDataset) -> None:
    """Where the truth comes first, second or third."""
    some = tops[:60]
    truth, batch = decay_truth(some).splittings, some.batch()
    false = [
        (~truth & ~batch.is_leaf & (batch.batch == jet)).nonzero().flatten() for jet in range(60)
    ]
    values = truth.double()
    found = {}
    for above in range(3):
        found[str(above)] = values.clone()
        for rows in false:
            found[str(above)][rows[:above]] = 2.0
    scores = score_values(found, some)
    assert [scores[name].top1.value for name in "012"] == [1, 0, 0]
    assert [scores[name].top2.value for name in "012"] == [1, 1, 0]


def test_chance_is_that_of_draws(tops: JetTreeDataset) -> None:
    some = tops[:40]
    truth, batch = decay_truth(some).splittings, some.batch()
    missed: dict[int, list[float]] = {1: [], 2: []}
    for jet in range(40):
        n = int((~batch.is_leaf & (batch.batch == jet)).sum())
        if t := int((truth & (batch.batch == jet)).sum()):
            for drawn, each in missed.items():
                each.append(math.comb(n - t, drawn) / math.comb(n, drawn))
    expected = [1 - sum(each) / len(each) for each in missed.values()]
    assert truth_chance(some) == pytest.approx(expected)


def test_a_random_attribution_scores_as_random(tops: JetTreeDataset) -> None:
    def random(_: Tagger, batch: Any) -> Tensor:
        return torch.rand(batch.num_nodes)

    found = _scores(tops, {"draw": random})["draw"]
    expected = (*truth_chance(tops), 0.5)
    for rate, by_chance in zip(found, expected, strict=False):
        assert abs(rate.value - by_chance) < 3.5 * (rate.high - rate.low) / 2
    assert found.iou.value < 0.1


def test_rows_are_methods_their_controls_and_simple_choices(tops: JetTreeDataset) -> None:
    def bias(tagger: Tagger, batch: Any) -> Tensor:
        """Truth for the trained network only."""
        learnt = next(tagger.parameters()).sum()
        return torch.where(batch.is_root, learnt, 0.0)

    some, tagger = tops[:30], _tagger(tops)
    with torch.no_grad():
        next(tagger.parameters()).fill_(1.0)
    values = truth_values(tagger, some, {"bias": bias}, seed=3)
    names = ["largest kt", "largest mass drop", "random", "smallest kt"]
    assert list(values) == ["bias", "bias, untrained", *names]
    root = some.batch().is_root
    untrained = next(tagger.untrained(3).parameters()).sum()
    assert (values["bias"][root] == next(tagger.parameters()).sum()).all()
    assert (values["bias, untrained"][root] == untrained).all()


def test_kinematics_finds_tops(tops: JetTreeDataset) -> None:
    found = _scores(tops, {})
    assert found["largest kt"].top1.value > 0.8
    assert found["largest mass drop"].auc.value > 0.9
    assert found["smallest kt"].top2.value < 0.05
    products = _scores(tops, {}, "products")
    assert products["largest kt"].iou.value != found["largest kt"].iou.value
    assert truth_chance(tops, "products")[0] > truth_chance(tops)[0]
