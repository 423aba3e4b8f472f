"""The hardest constituents of every jet in a row of slots."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.transforms._one_or_many import (
    add_fields,
    first_node,
    jet_of_node,
    leaves_by_pt,
    num_jets,
)


def add_slots(data: Any, name: str, rows: Tensor, length: int) -> Any:
    """Fill the slots of every jet with the first rows, one for each constituent in falling pt.

    Args:
        data: A tree or a batch that may be changed.
        name: Of the field; with ``_mask`` that which tells filled slots, with ``_leaf`` that which
            tells constituents: node numbers less the number of the jet's first node.
        rows: In the order of :func:`leaves_by_pt`.
        length: Number of slots; further rows are left out.

    Shapes:
        - **rows:** ``(num_leaves, n)``; fields ``(num_jets, length, n)`` float32 and twice
          ``(num_jets, length)``; 0 in slots without a particle
    """
    leaf, slot = leaves_by_pt(data)
    jet = jet_of_node(data)[leaf]
    kept = slot < length
    leaf, place, shape = leaf[kept], (jet[kept], slot[kept]), (num_jets(data), length)
    mask = jet.new_zeros(shape, dtype=torch.bool)
    mask[place] = True
    fields = {
        name: rows.new_zeros(*shape, rows.shape[1]).index_put(place, rows[kept]).float(),
        f"{name}_mask": mask,
        f"{name}_leaf": jet.new_zeros(shape).index_put(place, leaf - first_node(data)[place[0]]),
    }
    return add_fields(data, per_jet=fields)
