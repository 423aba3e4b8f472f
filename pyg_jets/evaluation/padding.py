"""A row for each jet: what Captum's metrics take for an example."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.transforms._one_or_many import first_node, jet_of_node, num_jets


def padded(values: Tensor, batch: Any) -> Tensor:
    """Values of nodes, one row per jet, zeros behind a jet's last node.

    Args:
        values: A number per node.
        batch: The trees.

    Shapes:
        - **values:** ``(num_nodes,)``; **output:** ``(num_jets, nodes of the largest jet)``
    """
    jet = jet_of_node(batch).to(values.device)
    place = torch.arange(len(values), device=values.device) - first_node(batch).to(jet.device)[jet]
    rows = values.new_zeros(num_jets(batch), int(place.max()) + 1)
    rows[jet, place] = values
    return rows


def check_values(values: Tensor, batch: Any) -> None:
    """Raise a ValueError unless there are finite numbers, a row of them for every node."""
    finite = values.isfinite()
    if len(values) != batch.num_nodes or not finite.all():
        raise ValueError(
            f"'values' must be finite numbers, a row for each of {batch.num_nodes} nodes "
            f"(got shape {tuple(values.shape)} with {int((~finite).sum())} that are not finite)"
        )
