"""The order in which a recursive network visits a batch of binary trees."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import torch
from torch import Tensor


class Forest(NamedTuple):
    """Binary trees, breadth first: the k-th inner node's children are two consecutive rows.

    So a recursion reads all children of one depth as a matrix, without a gather.

    Attributes:
        order: ``(num_nodes,)`` the node on every row: all roots, then the children of every inner
            node in the order of the rows, the harder child first.
        inner: ``(num_inner,)`` rows of the inner nodes, ascending; the children of ``inner[k]``
            are on the rows ``num_roots + 2 k`` and ``num_roots + 2 k + 1``.
        row_ptr: First row of every depth, and the number of rows.
        inner_ptr: First position in ``inner`` of every depth, and their number.
    """

    order: Tensor
    inner: Tensor
    row_ptr: list[int]
    inner_ptr: list[int]

    @property
    def num_roots(self) -> int:
        """Number of trees."""
        return self.row_ptr[min(1, len(self.row_ptr) - 1)]

    @property
    def depths(self) -> list[tuple[int, int]]:
        """First and last position in ``inner`` of every depth that has inner nodes."""
        pairs = zip(self.inner_ptr, self.inner_ptr[1:], strict=False)
        return [(first, last) for first, last in pairs if first < last]

    @property
    def rows(self) -> Tensor:
        """Row of every node, ``(num_nodes,)``."""
        rows = torch.empty_like(self.order)
        rows[self.order] = torch.arange(len(rows), device=rows.device)
        return rows


def breadth_first(edge_index: Tensor, num_nodes: int) -> Forest:
    """Find the rows of a forest of binary trees.

    Shapes:
        - **edge_index:** ``(2, num_edges)`` child -> parent, of one parent's two edges the harder
          child's first; nodes may be numbered in any way. On any device: the search is the CPU's.

    Raises:
        ValueError: If the graph is no forest of binary trees.
    """
    # torch.func wraps what it does not differentiate, too.
    with torch._C._DisableFuncTorch():
        edges = edge_index.cpu().numpy()
    if edges.size and not 0 <= edges.min() <= edges.max() < num_nodes:
        raise ValueError(f"every edge must join two of {num_nodes} nodes (got node {edges.max()})")
    order, inner, row_ptr, inner_ptr = _breadth_first(edges, num_nodes)
    if len(row_ptr) == 0:
        raise ValueError(_problem(edges, num_nodes))
    device = edge_index.device
    return Forest(
        torch.from_numpy(order).to(device),
        torch.from_numpy(inner).to(device),
        row_ptr.tolist(),
        inner_ptr.tolist(),
    )


def _problem(edge_index: np.ndarray, num_nodes: int) -> str:
    child, parent = edge_index
    if not np.isin(np.bincount(parent, minlength=num_nodes), (0, 2)).all():
        return "every inner node of a binary tree must have two children"
    if (np.bincount(child, minlength=num_nodes) > 1).any():
        return "every node of a tree must have at most one parent (got a shared child)"
    return "every node must hang below one root (got a cycle)"


@numba.njit(cache=True, nogil=True)
def _breadth_first(
    edge_index: np.ndarray, num_nodes: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Order, inner rows and the depths' borders; no borders if it is no forest."""
    children = np.full((num_nodes, 2), -1, np.int64)
    has_parent = np.zeros(num_nodes, np.bool_)
    order, inner = np.empty(num_nodes, np.int64), np.empty(edge_index.shape[1] // 2, np.int64)
    row_ptr, inner_ptr = np.zeros(num_nodes + 1, np.int64), np.zeros(num_nodes + 1, np.int64)
    nothing = row_ptr[:0]
    for edge in range(edge_index.shape[1]):
        child, parent = edge_index[0, edge], edge_index[1, edge]
        if has_parent[child] or children[parent, 1] >= 0:
            return order, inner, nothing, nothing
        has_parent[child] = True
        children[parent, 0 if children[parent, 0] < 0 else 1] = child
    rows = found = depth = first = 0
    for node in range(num_nodes):
        if not has_parent[node]:
            order[rows] = node
            rows += 1
    while first < rows:
        last = rows
        for row in range(first, last):
            harder, softer = children[order[row]]
            if softer >= 0:
                inner[found] = row
                order[rows], order[rows + 1] = harder, softer
                found, rows = found + 1, rows + 2
            elif harder >= 0:
                return order, inner, nothing, nothing
        depth, first = depth + 1, last
        row_ptr[depth], inner_ptr[depth] = first, found
    if rows < num_nodes:
        return order, inner, nothing, nothing
    return order, inner, row_ptr[: depth + 1], inner_ptr[: depth + 1]
