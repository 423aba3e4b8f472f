"""Nodes and splittings against the trees that ``cluster`` makes."""

from __future__ import annotations

import pytest

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.observables._splittings import node_momenta, splitting


def test_nodes_are_those_of_the_tree(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    for i, tree in enumerate(trees):
        merges = trees.merges[trees.merge_ptr[i] : trees.merge_ptr[i + 1]]
        momenta = node_momenta(toy_jets[i].p4.numpy(), merges.numpy())
        assert momenta.tolist() == tree.p4.tolist()


def test_splittings_are_those_of_the_tree(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    tree = trees[len(trees) - 1]
    merges = trees.merges[trees.merge_ptr[-2] :].numpy()
    children = tree.p4[tree.edge_index[0].view(-1, 2)]
    for merge, pair, row in zip(merges, children, tree.edge_index[0, ::2], strict=True):
        harder, soft_pt, hard_pt, distance = splitting(tree.p4.numpy(), merge)
        assert harder == row
        assert (hard_pt, soft_pt) == pytest.approx(tuple(kinematics.pt(pair).tolist()))
        assert distance == pytest.approx(float(kinematics.delta_r(pair[0], pair[1])))
