"""Clustering sensitivity against a loop over twins; none without a tree."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.intervention import clustering_sensitivity, twins
from pyg_jets.taggers import Tagger
from pyg_jets.training import predict_logits
from tests.attributed import made


def test_a_jump_is_a_difference_of_trees_at_the_same_momenta(jets: JetTreeDataset) -> None:
    tagger = made("gated", jets.constituents)
    found = clustering_sensitivity(tagger, jets, most=60, seed=2)
    rows = np.random.default_rng(2).permutation(len(jets.merges))[:60]
    before, squares, steps = predict_logits(tagger, jets), [], []
    for row in rows.tolist():
        moved = twins(jets, row, "ln_inv_delta", 0.1)
        if moved.changed.item():
            new, old = (predict_logits(tagger, one) for one in (moved.trees, moved.held))
            squares.append(float(new - old) ** 2)
            steps.append(float(old - before[moved.jet]) ** 2)
    assert (found.changed.count, found.changed.total) == (len(squares), 60)
    spread = float(before.std(correction=0))
    for estimate, values in ((found.jump, squares), (found.smooth, steps)):
        by_hand = math.sqrt(sum(values) / len(values)) / spread
        assert estimate.value == pytest.approx(by_hand, rel=1e-9)
        assert estimate.low <= estimate.value <= estimate.high
    assert found.jump.value > 0


@pytest.mark.parametrize("name", ["EFN", "PFN"])
def test_taggers_without_a_tree_do_not_jump(name: str, jets: JetTreeDataset) -> None:
    found = clustering_sensitivity(made(name, jets.constituents), jets, most=60)
    assert found.changed.value > 0
    assert found.jump.value < 1e-9
    assert found.smooth.value > 1e-5


def test_without_changed_histories_there_is_no_jump(known: Tagger) -> None:
    pair: list[list[float]] = [[30.0, 3.0, 1.0, 30.2], [20.0, -3.0, -1.0, 20.3]]
    other = [[31.0, 2.0, 1.0, 31.2], [20.0, -3.0, -1.0, 20.3]]
    found = clustering_sensitivity(known, cluster(Constituents(pair + other, [0, 2, 4])))
    assert found.changed.value == 0
    assert math.isnan(found.jump.value)


def test_one_logit_for_all_is_refused(jets: JetTreeDataset, known: Any) -> None:
    with torch.no_grad(), pytest.raises(ValueError, match=r"one logit for all 2 of them"):
        clustering_sensitivity(known, jets.index_select(torch.tensor([0, 0])))
