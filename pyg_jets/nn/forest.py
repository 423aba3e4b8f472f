"""The order in which a recursive network visits a batch of binary trees."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jobs.compiled import compiled


class Forest(NamedTuple):
    r"""Binary trees, block by block of whole trees, each block breadth first.

    So the k-th inner node's children are two consecutive rows, and a recursion reads all children
    of one depth as a matrix, without a gather. A recursion that keeps every input of a cell side
    by side has a *slot* for each of them: in a block of n inner nodes the three slots from 3 k are
    node k's children's states and its own u, and the roots' states follow from 3 n.

    Attributes:
        order: ``(num_nodes,)`` the node on every row: all roots of the block, then the children of
            every inner node in the order of the rows, the harder child first.
        inner: ``(num_inner,)`` rows of the inner nodes, ascending.
        state_slot: ``(num_nodes,)`` slot of every row's state within its block.
        input_slot: ``(num_nodes,)`` slot of every row's u: a leaf's u is its state.
        row_ptr: First row of every depth of every block, and the number of rows.
        inner_ptr: First position in ``inner`` of every depth of every block, and their number.
        block_ptr: ``(num_blocks + 1,)`` first position of every block in the two.
    """

    order: Tensor
    inner: Tensor
    state_slot: Tensor
    input_slot: Tensor
    row_ptr: Tensor
    inner_ptr: Tensor
    block_ptr: Tensor

    @property
    def num_roots(self) -> int:
        """Number of trees."""
        return len(self.order) - 2 * len(self.inner)

    @property
    def depths(self) -> list[tuple[int, int]]:
        """First and last position in ``inner`` of every depth that has inner nodes."""
        return [(a, b) for a, b in pairwise(self.inner_ptr.tolist()) if a < b]

    @property
    def rows(self) -> Tensor:
        """Row of every node, ``(num_nodes,)``."""
        rows = torch.empty_like(self.order)
        rows[self.order] = torch.arange(len(rows), device=rows.device)
        return rows


def breadth_first(edge_index: Tensor, num_nodes: int, block_nodes: int | None = None) -> Forest:
    """Find the rows of a forest of binary trees.

    Args:
        edge_index: Child -> parent, of one parent's two edges the harder child's first; nodes may
            be numbered in any way. On any device: the search is the CPU's.
        num_nodes: Number of nodes.
        block_nodes: About how many nodes a block may have; all are one block if not given.

    Shapes:
        - **edge_index:** ``(2, num_edges)``

    Raises:
        ValueError: If the graph is no forest of binary trees.
    """
    # torch.func wraps what it does not differentiate, too.
    with torch._C._DisableFuncTorch():
        edges = edge_index.cpu().numpy()
    if edges.size and not 0 <= edges.min() <= edges.max() < num_nodes:
        wrong = edges.min() if edges.min() < 0 else edges.max()
        raise ValueError(f"every edge must join two of {num_nodes} nodes (got node {wrong})")
    num_trees = max(num_nodes - edges.shape[1], 1)
    in_block = num_trees if block_nodes is None else block_nodes * num_trees // max(num_nodes, 1)
    whole, *parts = _breadth_first(edges, num_nodes, max(in_block, 1))
    if not whole:
        raise ValueError(_problem(edges, num_nodes))
    tensors = (torch.from_numpy(part).to(edge_index.device) for part in parts[:4])
    return Forest(*tensors, *(torch.from_numpy(part) for part in parts[4:]))


def _problem(edge_index: np.ndarray, num_nodes: int) -> str:
    child, parent = edge_index
    if not np.isin(np.bincount(parent, minlength=num_nodes), (0, 2)).all():
        return "every inner node of a binary tree must have two children"
    if (np.bincount(child, minlength=num_nodes) > 1).any():
        return "every node of a tree must have at most one parent (got a shared child)"
    return "every node must hang below one root (got a cycle)"


@compiled()
def _find_children(edge_index: np.ndarray, children: np.ndarray, has_parent: np.ndarray) -> bool:
    """Both children of every node; whether no node has more than one parent or two children."""
    for edge in range(edge_index.shape[1]):
        child, parent = edge_index[0, edge], edge_index[1, edge]
        if has_parent[child] or children[parent, 1] >= 0:
            return False
        has_parent[child] = True
        children[parent, 0 if children[parent, 0] < 0 else 1] = child
    return True


@compiled()
def _breadth_first(
    edge_index: np.ndarray, num_nodes: int, in_block: int
) -> tuple[
    bool,
    np.ndarray,
    np.ndarray,
    np.ndarray,
    np.ndarray,
    np.ndarray,
    np.ndarray,
    np.ndarray,
]:
    """Whether it is a forest, and the fields of :class:`Forest` in their order."""
    children = np.full((num_nodes, 2), -1, np.int64)
    has_parent = np.zeros(num_nodes, np.bool_)
    order, inner = np.empty(num_nodes, np.int64), np.empty(edge_index.shape[1] // 2, np.int64)
    state_slot, input_slot = np.empty(num_nodes, np.int64), np.empty(num_nodes, np.int64)
    row_ptr, inner_ptr = np.zeros(num_nodes + 1, np.int64), np.zeros(num_nodes + 1, np.int64)
    block_ptr = np.zeros(num_nodes + 1, np.int64)
    good = _find_children(edge_index, children, has_parent)
    blocks = depth = rows = found = node = 0
    while good and rows < num_nodes:
        first, start, before = rows, rows, found
        while node < num_nodes and rows - start < in_block:
            if not has_parent[node]:
                order[rows] = node
                rows += 1
            node += 1
        num_roots = rows - start
        good = num_roots > 0
        while first < rows:
            last = rows
            for row in range(first, last):
                harder, softer = children[order[row]]
                k, position = 3 * (found - before), row - start - num_roots
                state_slot[row] = 3 * (position // 2) + position % 2
                input_slot[row] = state_slot[row] if harder < 0 else k + 2
                if softer >= 0:
                    inner[found] = row
                    order[rows], order[rows + 1] = harder, softer
                    found, rows = found + 1, rows + 2
                elif harder >= 0:
                    good = False
            depth, first = depth + 1, last
            row_ptr[depth], inner_ptr[depth] = first, found
        for row in range(start, start + num_roots):
            if input_slot[row] == state_slot[row]:
                input_slot[row] = 3 * (found - before) + row - start
            state_slot[row] = 3 * (found - before) + row - start
        blocks += 1
        block_ptr[blocks] = depth
    return (
        good,
        order,
        inner,
        state_slot,
        input_slot,
        row_ptr[: depth + 1],
        inner_ptr[: depth + 1],
        block_ptr[: blocks + 1],
    )
