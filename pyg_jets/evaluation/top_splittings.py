"""The splittings of every jet with the largest values."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.trees.node_values import check_node_values


def top_splittings(
    values: Tensor, batch: Any, top: int | Tensor = 1, among: Tensor | None = None
) -> Tensor:
    """Which splittings have the largest values of their jet.

    Of equals, the one clustered last comes first, as in
    :func:`pyg_jets.attribution.largest_splitting`.

    Args:
        values: A number per node; those of leaves do not count.
        batch: The trees.
        top: How many of each jet; all of those that have fewer.
        among: Which nodes may be chosen; all splittings if not given.

    Shapes:
        - **values**, **among:** ``(num_nodes,)``
        - **top:** a number, or ``(num_jets,)``
        - **output:** ``(num_nodes,)`` bool

    Raises:
        ValueError: If there is not one value per node, a splitting's is NaN, or a number below 0 is
            asked for.
    """
    candidate = ~batch.is_leaf if among is None else ~batch.is_leaf & among
    check_node_values("values", values, batch, candidate)
    wanted = torch.as_tensor(top).expand(batch.num_graphs)
    if (wanted < 0).any():
        raise ValueError(f"'top' must be at least 0 (got {int(wanted.min())})")
    node = candidate.nonzero().flatten()
    jet = batch.batch[node].numpy()
    order = np.lexsort((-node.numpy(), -values.detach().double()[node].numpy(), jet))
    number = np.bincount(jet, minlength=batch.num_graphs)
    place = np.arange(len(order)) - np.repeat(number.cumsum() - number, number)
    largest = torch.zeros(batch.num_nodes, dtype=torch.bool)
    largest[node[torch.from_numpy(order[place < wanted.numpy()[jet[order]]])]] = True
    return largest
