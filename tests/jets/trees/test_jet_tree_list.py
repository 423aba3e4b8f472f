"""Trees one by one as a data set."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.jets.trees.jet_tree_list import JetTreeList
from pyg_jets.transforms import LundTree


def test_a_data_set_of_trees(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    held = JetTreeList(list(trees))
    assert len(held) == 7
    assert torch.equal(held[-1].x, trees[6].x)
    assert torch.equal(held[[2, 5]].batch().x, trees.batch([2, 5]).x)
    assert held.y is not None
    assert held.y.tolist() == [0, 1, 0, 1, 0, 1, 0]
    held.transform = LundTree()
    assert "lund" in held[2:4].batch()


def test_labels_of_all_or_of_none(toy_jets: Constituents) -> None:
    trees = list(cluster(toy_jets))
    del trees[3].y
    assert JetTreeList(trees).y is None


def test_what_is_no_list_of_trees(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    with pytest.raises(TypeError, match=r"must hold JetTrees \(got a Tensor\)"):
        JetTreeList([trees[0], torch.ones(2)])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"must hold JetTrees \(got a JetTreeBatch\)"):
        JetTreeList([trees.batch()])
    with pytest.raises(ValueError, match=r"one frame \(got no tree\)"):
        JetTreeList([])
    laboratory = cluster(toy_jets, frame="laboratory")
    with pytest.raises(ValueError, match=r"one frame \(got \['jet', 'laboratory'\]\)"):
        JetTreeList([trees[0], laboratory[0]])


def test_weights_of_all_or_of_none(toy_jets: Constituents) -> None:
    assert JetTreeList(list(cluster(toy_jets))).weight is None
    jets = toy_jets[:]
    jets.weight = torch.arange(1.0, 8.0, dtype=torch.float64)
    trees = list(cluster(jets))
    held = JetTreeList(trees)
    assert held.weight is not None
    assert held.weight.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert held.constituents.weight is not None
    del trees[2].weight
    with pytest.raises(ValueError, match=r"a 'weight', or none \(got 6 of 7\)"):
        _ = JetTreeList(trees).weight
