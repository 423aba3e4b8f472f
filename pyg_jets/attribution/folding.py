"""What lies on constituents, brought onto the splittings of a clustering history."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jobs.compiled import compiled

Fold: TypeAlias = Literal["sum", "mean", "max"]
"""How the constituents of a splitting's softer branch are put together."""


def fold_leaves(values: Tensor, trees: Any, how: Fold = "sum") -> Tensor:
    r"""For every splitting the sum, mean or maximum over the constituents of its softer branch.

    A splitting is where its softer branch leaves, and it is the softer branch's constituents that
    it adds to the jet: what is attributed to them is what the splitting brings. Primary splittings
    then share out the jet: their softer branches hold every constituent once, but for the one at
    the end of the harder branches.

    Args:
        values: Of the leaves; what other nodes have is not looked at. With several columns (such
            as gradients) ``"sum"`` and ``"mean"`` are those of vectors, and ``"max"`` is the
            vector of the largest norm.
        trees: The tree or the batch of trees.
        how: ``"sum"``, ``"mean"`` or ``"max"``.

    Shapes:
        - **values**, **output:** ``(num_nodes,)`` or ``(num_nodes, channels)``; 0 on leaves

    Raises:
        ValueError: If ``how`` is something else, or ``values`` has no row for each node.

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> p4 = [[2.0, 0.0, 0.0, 2.0], [2.0, 0.3, 0.0, 2.1], [1.0, -0.4, 0.0, 1.1]]
        >>> tree = cluster(Constituents(p4, [0, 3]))[0]  # 0 and 1 first, 1 is harder
        >>> fold_leaves(torch.tensor([1.0, 10.0, 100.0, 0.0, 0.0]), tree)
        tensor([  0.,   0.,   0.,   1., 100.])
    """
    if how not in get_args(Fold):
        raise ValueError(f"'how' must be one of {', '.join(get_args(Fold))} (got '{how}')")
    if values.ndim not in (1, 2) or len(values) != trees.num_nodes:
        raise ValueError(
            f"'values' must have one row for each of the {trees.num_nodes} nodes "
            f"(got shape {tuple(values.shape)})"
        )
    if len(values) == 0:
        return torch.zeros_like(values)
    columns = values.detach().cpu().reshape(len(values), -1).numpy()
    child, parent = trees.edge_index.cpu().numpy()
    folded = _folded(columns, child, parent, trees.branch.cpu().numpy(), get_args(Fold).index(how))
    return torch.from_numpy(folded).to(values.device).view(values.shape)


@compiled()
def _folded(
    values: np.ndarray, child: np.ndarray, parent: np.ndarray, branch: np.ndarray, how: int
) -> np.ndarray:
    """Edges are taken from the leaves to the roots, so that a child is whole before its parent."""
    below, folded = values.copy(), np.zeros_like(values)
    leaves = np.ones(len(values), dtype=np.int64)
    leaves[parent] = 0
    for node in parent:
        below[node] = 0
    for edge in np.argsort(parent, kind="mergesort"):
        a, b = child[edge], parent[edge]
        if how < 2:
            below[b] += below[a]
        elif leaves[b] == 0 or (below[a] ** 2).sum() > (below[b] ** 2).sum():
            below[b] = below[a]
        leaves[b] += leaves[a]
        if branch[edge] == 1:
            folded[b] = below[a] / leaves[a] if how == 1 else below[a]
    return folded
