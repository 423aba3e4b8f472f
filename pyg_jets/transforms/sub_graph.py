"""The graph among some of a tree's nodes that a view describes."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from pyg_jets.transforms._one_or_many import jet_of_node, num_jets


class SubGraph(NamedTuple):
    """A graph as PyG's networks take it, and where its nodes are in the batch of trees.

    Shapes:
        - **x:** ``(num_sub_nodes, channels)``
        - **edge_index:** ``(2, num_edges)``, rows of ``x``
        - **batch:** ``(num_sub_nodes,)``, the jet of each
        - **node:** ``(num_sub_nodes,)``, the node of the tree that each is
        - **num_jets:** how many jets there are
    """

    x: Tensor
    edge_index: Tensor
    batch: Tensor
    node: Tensor
    num_jets: int


def sub_graph(data: Any, field: str) -> SubGraph:
    """The graph of a view, such as ``"cloud"`` or ``"lund"``.

    Args:
        data: A tree or a batch with the fields ``NAME``, ``NAME_mask`` and ``NAME_edge_index``.
        field: The name.
    """
    node = data[f"{field}_mask"].nonzero().flatten()
    row = node.new_zeros(data.num_nodes).index_put(
        (node,), torch.arange(len(node), device=node.device)
    )
    edge_index = row[data[f"{field}_edge_index"]]
    jet = jet_of_node(data)[node]
    return SubGraph(data[field][node], edge_index, jet, node, num_jets(data))
