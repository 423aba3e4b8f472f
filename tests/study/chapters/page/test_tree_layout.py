"""A drawn tree is legible: no crossing edges, parents above their children."""

import numpy as np

from pyg_jets import Constituents, cluster
from pyg_jets.jets.trees.jet_tree import JetTree
from pyg_jets.study.chapters.page.tree_layout import tree_layout


def _leaves_below(tree: JetTree, node: int) -> list[int]:
    children = tree.edge_index[0, tree.edge_index[1] == node].tolist()
    return [leaf for child in children for leaf in _leaves_below(tree, child)] or [node]


def test_no_edges_cross(toy_jets: Constituents) -> None:
    for tree in cluster(toy_jets):
        places = tree_layout(tree)
        leaves = tree.is_leaf.numpy()
        assert sorted(places[leaves, 0]) == list(range(leaves.sum()))
        for node in range(tree.num_nodes):
            # What hangs on a node is contiguous, so that no other branch lies between.
            below = sorted(places[_leaves_below(tree, node), 0])
            assert np.diff(below).tolist() == [1.0] * (len(below) - 1)


def test_parents_are_above_and_harder_branches_left(toy_jets: Constituents) -> None:
    for tree in cluster(toy_jets):
        places = tree_layout(tree)
        assert places[-1, 1] == 0
        child, parent = tree.edge_index.numpy()
        np.testing.assert_array_equal(places[child, 1], places[parent, 1] + 1)
        harder, softer = (places[child[tree.branch.numpy() == k], 0] for k in (0, 1))
        assert (harder < softer).all()
        np.testing.assert_allclose((harder + softer) / 2, places[parent[::2], 0])
