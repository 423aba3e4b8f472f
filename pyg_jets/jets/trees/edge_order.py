"""The edges of clustering histories, in the order in which recursions and planes read them."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets import kinematics

_EDGE_FIELDS = ("edge_index", "branch", "edge_weight", "edge_attr")
_ROUNDING = 1e-6
"""Of pts that count as equal, as a share: trees may have been moved to float32."""


def in_order(trees: Any) -> Any:
    """Trees with their edges parent by parent, the harder child's first.

    ``branch`` says which child is harder, not the order of the columns: PyG's ``sort`` and
    transforms may change that. This is also where histories are checked when they are read:
    every inner node has two children before it, one of each branch, and branch 0 is the one of
    larger pt (but for turned jets, see :func:`pyg_jets.taggers.turning.turned`, which keep the
    branches that they had).

    Args:
        trees: A :class:`pyg_jets.JetTree` or a batch of them.

    Returns:
        The trees themselves if they are in order; else a copy with ``edge_index``, ``branch`` and
        weights of the edges put in order.

    Raises:
        ValueError: If they are no binary trees any more, or ``branch`` is not that of the edges.
    """
    check_number_of_edges(trees)
    if not _ordered(trees):
        trees = permuted(trees, torch.argsort(2 * trees.edge_index[1] + trees.branch, stable=True))
        if not _ordered(trees):
            raise ValueError(
                "every splitting of a tree must have two children before it, one with 'branch' 0 "
                "and one with 1 (got others): give trees as 'cluster' makes them, and check what a "
                "transform does to their edges"
            )
    if "turned" not in trees:
        _check_harder(trees)
    return trees


def check_number_of_edges(trees: Any) -> None:
    """Refuse trees to which edges were added, or of which some are missing.

    Args:
        trees: A tree or a batch of trees.

    Raises:
        ValueError: If there is not one edge for every node that is no root.
    """
    edge_index = trees.edge_index
    expected = trees.num_nodes - getattr(trees, "num_graphs", 1)
    number = None if edge_index is None else edge_index.shape[1]
    if number != expected:
        raise ValueError(
            f"trees must have an edge from every node but the roots, {expected} (got {number}): "
            "a transform may not add or drop edges or nodes of what is read as a tree"
        )


def permuted(trees: Any, edges: Tensor) -> Any:
    """A copy whose edges are in another order, with all that belongs to them.

    Args:
        trees: A tree or a batch of trees; it stays as it is.
        edges: The edges in their new order.

    Shapes:
        - **edges:** ``(num_edges,)``
    """
    other = copy.copy(trees)
    for name in _EDGE_FIELDS:
        if (field := trees.get(name)) is not None:
            other[name] = field[:, edges] if name == "edge_index" else field[edges]
    return other


def _ordered(trees: Any) -> bool:
    (child, parent), branch = trees.edge_index, trees.branch
    if len(branch) != len(child) or len(child) % 2:
        return False
    node = parent[::2]
    # One number for all, so that another device is waited for once.
    good = (node == parent[1::2]) & (branch[::2] == 0) & (branch[1::2] == 1)
    good = good & (child.view(-1, 2).amax(1) < node)
    return bool(good.all() & (node[1:] > node[:-1]).all())


def _check_harder(trees: Any) -> None:
    harder, softer = kinematics.pt2(trees.p4)[trees.edge_index[0]].view(-1, 2).unbind(1)
    if bool((harder < (1 - _ROUNDING) * softer).any()):
        raise ValueError(
            "'branch' must be 0 on the edge of the child with the larger pt (got a larger one with "
            "1): it was not moved with the edges, as PyG's functions of bare 'edge_index' do; "
            "'sort' and 'coalesce' of a tree or a batch move both"
        )
