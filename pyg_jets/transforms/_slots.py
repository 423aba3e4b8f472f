"""The hardest constituents of every jet in a row of slots."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets import kinematics
from pyg_jets.packing import borders
from pyg_jets.transforms._one_or_many import add_fields, first_node, jet_of_node, num_jets


def in_falling_pt(data: Any) -> tuple[Tensor, Tensor]:
    """All constituents' nodes, jet after jet, in falling pt, and the jet of each.

    Constituents of equal pt keep their order.

    Shapes:
        - **output:** ``(num_leaves,)`` and ``(num_leaves,)``
    """
    leaf = data.is_leaf.nonzero().flatten()
    order = torch.argsort(kinematics.pt2(data.p4[leaf]), descending=True, stable=True)
    leaf = leaf[order]
    leaf = leaf[torch.argsort(jet_of_node(data)[leaf], stable=True)]
    return leaf, jet_of_node(data)[leaf]


def add_slots(data: Any, name: str, rows: Tensor, length: int) -> Any:
    """Fill the slots of every jet with the first rows, one for each constituent in falling pt.

    Args:
        data: A tree or a batch that may be changed.
        name: Of the field; with ``_mask`` that which tells filled slots, with ``_leaf`` that which
            tells constituents: node numbers less the number of the jet's first node.
        rows: In the order of :func:`in_falling_pt`.
        length: Number of slots; further rows are left out.

    Shapes:
        - **rows:** ``(num_leaves, n)``; fields ``(num_jets, length, n)`` float32 and twice
          ``(num_jets, length)``; 0 in slots without a particle
    """
    leaf, jet = in_falling_pt(data)
    slot = torch.arange(len(leaf), device=leaf.device)
    slot -= borders(torch.bincount(jet, minlength=num_jets(data)))[jet]
    kept = slot < length
    leaf, place, shape = leaf[kept], (jet[kept], slot[kept]), (num_jets(data), length)
    mask = jet.new_zeros(shape, dtype=torch.bool)
    mask[place] = True
    fields = {
        name: rows.new_zeros(*shape, rows.shape[1]).index_put(place, rows[kept]).float(),
        f"{name}_mask": mask,
        f"{name}_leaf": jet.new_zeros(shape).index_put(place, leaf - first_node(data)[place[0]]),
    }
    return add_fields(data, per_jet=fields, per_node={})
