"""Scores alone, through all that asks for no more."""

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, attribution, cluster, predict
from pyg_jets.taggers.scores import Scores


def _multiplicity(jets: Constituents) -> np.ndarray:
    return np.diff(jets.ptr.numpy()).astype(float)


def _sigmoid(jets: Constituents) -> Tensor:
    return torch.from_numpy(_multiplicity(jets) - 8).sigmoid()


def test_scores_are_those_of_the_function(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    counts = torch.tensor([1.0, 2, 3, 5, 8, 12, 20])
    assert torch.equal(Scores(_multiplicity)(trees.batch()), counts)
    given = predict(Scores(_sigmoid, probabilities=True), trees)
    torch.testing.assert_close(given, (counts - 8).sigmoid())


def test_columns_reach_the_function(toy_jets: Constituents) -> None:
    charge = torch.arange(51) % 3 - 1
    jets = Constituents(toy_jets.p4, toy_jets.ptr, charge=charge)

    def net_charge(given: Constituents) -> Tensor:
        assert given.charge is not None
        return torch.stack([part.sum() for part in given.charge.split(given.ptr.diff().tolist())])

    expected = [part.sum() for part in charge.split(toy_jets.ptr.diff().tolist())]
    assert torch.equal(Scores(net_charge)(cluster(jets).batch()), torch.stack(expected).float())


def test_branches_are_taken_away(toy_jets: Constituents) -> None:
    """Of a multiplicity a branch is worth the particles on it; all together are all but one."""
    batch, tagger = cluster(toy_jets).batch(), Scores(_multiplicity)
    removed = attribution.branch_removal(tagger, batch)
    child, parent = batch.edge_index
    leaves = batch.is_leaf.double()
    for node in range(batch.num_nodes):  # children come before their parents
        leaves[node] += leaves[child[parent == node]].sum()
    softer = child[batch.branch == 1]
    expected = torch.zeros(batch.num_nodes, dtype=torch.float64)
    expected[parent[batch.branch == 1]] = leaves[softer]
    torch.testing.assert_close(removed.double(), expected)
    shared = attribution.shapley(tagger, batch)
    sums = shared.new_zeros(7).index_add(0, batch.batch, shared)
    torch.testing.assert_close(sums, torch.tensor([0.0, 1, 2, 4, 7, 11, 19]).to(sums))


def test_refusals(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(TypeError, match="scores alone have no states or gradients"):
        attribution.node_saliency(Scores(_multiplicity), batch)
    for function, words in (
        (lambda jets: jets.p4, r"each of 7 jets, \(7,\) \(got \(51, 4\)\)"),
        (lambda _: torch.full((7,), torch.nan), "must give a finite number"),
    ):
        with pytest.raises(ValueError, match=words):
            Scores(function)(batch)
    with pytest.raises(ValueError, match=r"between 0 and 1 \(got 1 to 20\)"):
        Scores(_multiplicity, probabilities=True)(batch)
