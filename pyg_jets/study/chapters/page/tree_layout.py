"""Where the nodes of a clustering tree are drawn."""

from __future__ import annotations

import networkx as nx
import numpy as np

from pyg_jets.jets.trees.jet_tree import JetTree


def tree_layout(tree: JetTree) -> np.ndarray:
    """Places of the nodes: no edges cross, and a parent is above the middle of its children.

    Constituents stand one beside the other, those of harder branches to the left; a node is as
    far down as there are splittings above it.

    Args:
        tree: One clustering history.

    Shapes:
        - **output:** ``(num_nodes, 2)``: from the left, and down from the root at 0
    """
    down = tree.to_networkx().reverse(copy=False)
    root = next(node for node, above in down.in_degree() if above == 0)
    depth = nx.single_source_shortest_path_length(down, root)
    places = np.zeros((tree.num_nodes, 2))
    leaves = 0
    # The edges of a node keep their order: the harder child comes first.
    for node in nx.dfs_postorder_nodes(down, root):
        children = list(down.successors(node))
        if children:
            places[node, 0] = places[children, 0].mean()
        else:
            places[node, 0] = leaves
            leaves += 1
        places[node, 1] = depth[node]
    return places
