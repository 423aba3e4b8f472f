"""Trees of which some branches are hidden: of each only its sum is left."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import borders
from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.transforms._one_or_many import frame_of


def hide_branches(batch: Any, hidden: Tensor) -> tuple[Any, Tensor]:
    """Take away all that is below some nodes; they are then constituents with their own momenta.

    Columns of particles are 0 for them. A node below another hidden one is gone with the rest.

    Args:
        batch: Batch of :class:`pyg_jets.JetTree`.
        hidden: Which nodes, ``(num_nodes,)``.

    Returns:
        The trees that are left as a batch, and of each of its nodes the one that it was,
        ``(num_left,)``.
    """
    device, batch, hidden = hidden.device, in_order(batch.cpu()), hidden.cpu()
    child, parent = batch.edge_index
    below = _below(hidden, child, parent)
    ends, inner = ~below & (hidden | batch.is_leaf), ~below & ~hidden & ~batch.is_leaf
    number = batch.num_graphs
    ptr = borders(torch.bincount(batch.batch[ends], minlength=number))
    merge_ptr = borders(torch.bincount(batch.batch[inner], minlength=number))
    place = torch.zeros(batch.num_nodes, dtype=torch.int64)
    jet = batch.batch
    place[ends] = torch.arange(int(ptr[-1])) - ptr[jet[ends]]
    place[inner] = torch.arange(int(merge_ptr[-1])) - merge_ptr[jet[inner]]
    place[inner] += ptr.diff()[jet[inner]]
    merges = place[child.view(-1, 2)[inner[parent[::2]]]]
    named = {name: batch[name][ends] for name in ("pid", "charge") if name in batch}
    own = getattr(batch, "particle_columns", None) or {}
    left = Constituents(
        batch.p4[ends],
        ptr,
        **named,
        particle_columns={name: column[ends] for name, column in own.items()},
        jet_columns=getattr(batch, "jet_columns", None) or {},
    )
    trees = JetTreeDataset(left, merges, frame=frame_of(batch))
    node = torch.arange(batch.num_nodes)
    first = torch.cat((jet[ends], jet[inner]))
    origin = torch.cat((node[ends], node[inner]))[torch.argsort(first, stable=True)]
    return trees.batch().to(device), origin.to(device)


def _below(hidden: Tensor, child: Tensor, parent: Tensor) -> Tensor:
    """Nodes with a hidden one above them: one step down at a time, until nothing changes."""
    below = torch.zeros_like(hidden)
    while True:
        new = torch.zeros_like(below)
        new[child] = (hidden | below)[parent]
        if torch.equal(new, below):
            return below
        below = new
