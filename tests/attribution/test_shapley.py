"""Shapley values: complete in every sample, and those of all orders by hand."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import branch_removal, shapley
from pyg_jets.attribution.pruning import histories, pruned
from pyg_jets.attribution.shapley import Players
from pyg_jets.taggers import RecNN, Tagger
from tests.attributed import made


def _value(tagger: Tagger, tree: Any, coalition: set[int]) -> float:
    """The logit of what a coalition of splittings leaves."""
    (jet,) = histories(tree)
    missing = [k for k in range(len(jet.softer)) if k not in coalition]
    kept: np.ndarray = np.logical_not(jet.softer[missing].any(0))
    return float(tagger(pruned(tree, [jet], [kept[None]])).detach())


@pytest.mark.parametrize("among", ["primary", "all"])
def test_complete_in_every_sample(among: Players, toy_jets: Constituents) -> None:
    trees, tagger = cluster(toy_jets), made("gated", toy_jets)
    batch = trees.batch()
    for seed in range(2):
        found = shapley(tagger, batch, among=among, samples=1, seed=seed)
        assert (found[batch.is_leaf] == 0).all()
        sums = torch.zeros(7, dtype=torch.float64).index_add(0, batch.batch, found)
        for tree, total in zip(trees, sums.tolist(), strict=True):
            everyone = set(range(tree.num_nodes // 2))
            expected = _value(tagger, tree, everyone) - _value(tagger, tree, set())
            assert total == pytest.approx(expected, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("among", ["primary", "all"])
def test_many_samples_are_all_orders(among: Players, toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[3], made("RecNN", toy_jets)
    (jet,) = histories(tree)
    players = [k for k in range(4) if among == "all" or jet.primary[k]]
    bystanders = set(range(4)) - set(players)
    gains = np.zeros((math.factorial(len(players)), tree.num_nodes))
    for row, order in zip(gains, itertools.permutations(players), strict=True):
        for place, k in enumerate(order):
            before = bystanders | set(order[:place])
            row[5 + k] = _value(tagger, tree, before | {k}) - _value(tagger, tree, before)
    found = shapley(tagger, tree, among=among, samples=400).numpy()
    assert (np.abs(found - gains.mean(0)) <= 4 * gains.std(0) / 20 + 1e-7).all()
    assert np.abs(gains.mean(0)).max() > 5e-4
    assert (found[5 + np.array(sorted(bystanders), dtype=int)] == 0).all()


def test_is_the_mean_over_its_orders(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[4], made("LundNet", toy_jets)
    expected = torch.zeros(15, dtype=torch.float64)
    for sample in range(3):
        order = np.random.default_rng((6, sample)).permutation(7).tolist()
        for place, k in enumerate(order):
            before = set(order[:place])
            gain = _value(tagger, tree, before | {k}) - _value(tagger, tree, before)
            expected[8 + k] += gain / 3
    found = shapley(tagger, tree, among="all", samples=3, seed=6)
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-9)
    usual = shapley(tagger, tree)
    assert torch.equal(usual, shapley(tagger, tree, among="primary", samples=20, seed=0))


def test_one_splitting_has_all_that_its_removal_takes(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[1], made("FCN", toy_jets)
    torch.testing.assert_close(shapley(tagger, tree, samples=2), branch_removal(tagger, tree))


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'samples' must be at least 1 \(got 0\)"):
        shapley(RecNN(6), batch, samples=0)
    with pytest.raises(ValueError, match=r"must be one of primary, all \(got 'leaves'\)"):
        shapley(RecNN(6), batch, among="leaves")  # type: ignore[arg-type]
