"""The splittings of what was planted in toy jets."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def planted_splittings(constituents: Tensor, batch: Any) -> Tensor:
    """The splittings whose softer branch is one of some constituents, and nothing else.

    Args:
        constituents: Which ones, such as ``in_region`` of :class:`pyg_jets.simulation.ToyJets`.
        batch: The trees of these jets.

    Shapes:
        - **constituents:** ``(num_particles,)``; **output:** ``(num_nodes,)``

    Raises:
        ValueError: If there is not one number per constituent.
    """
    leaf = batch.is_leaf
    if tuple(constituents.shape) != (int(leaf.sum()),):
        raise ValueError(
            f"'constituents' must have one number per constituent, ({int(leaf.sum())},) "
            f"(got shape {tuple(constituents.shape)})"
        )
    marked = torch.zeros_like(leaf)
    marked[leaf] = constituents
    softer, parent = batch.edge_index[:, batch.branch == 1]
    planted = torch.zeros_like(leaf)
    planted[parent] = marked[softer]
    return planted
