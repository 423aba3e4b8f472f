"""Which node of a clustering history holds which quark of a decay."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.constituents import Partons
from pyg_jets.jets.kinematics import delta_r, pt
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset


def partons_of(jets: JetTreeDataset) -> Partons:
    """The hard partons of simulated jets.

    Args:
        jets: The jets.

    Raises:
        ValueError: If they have none.
    """
    partons = jets.constituents.partons
    if partons is None:
        raise ValueError("jets must have the column 'partons' (got none): use simulated ones")
    return partons


def quark_shares(jets: JetTreeDataset, quarks: int) -> Tensor:
    """Share of each quark's pt below every node.

    Every constituent belongs to the quark nearest in rapidity and azimuth.

    Args:
        jets: Jets with so many hard partons each, which :func:`partons_of` has seen.
        quarks: How many.

    Shapes:
        - **output:** ``(num_nodes, quarks)`` of ``jets.batch()``; columns as the partons are
          stored; 0 where a quark has no constituent
    """
    particles, partons = jets.constituents, partons_of(jets)
    of_jet = torch.repeat_interleave(torch.arange(len(jets)), particles.ptr.diff())
    axes = partons.p4.view(-1, quarks, 4)[of_jet]
    nearest = delta_r(particles.p4[:, None], axes).argmin(1)
    columns = torch.zeros(len(particles.p4), quarks, dtype=torch.float64)
    columns[torch.arange(len(nearest)), nearest] = pt(particles.p4)
    return _shares(jets.batch(), columns)


def _shares(batch: Any, of_leaves: Tensor) -> Tensor:
    sums = of_leaves.new_zeros(batch.num_nodes, of_leaves.shape[1])
    sums[batch.is_leaf] = of_leaves
    child, parent = batch.edge_index
    level = batch.level[parent]
    for height in range(1, int(batch.level.max()) + 1):
        edges = level == height
        sums.index_add_(0, parent[edges], sums[child[edges]])
    whole = sums[batch.is_root][batch.batch]
    return sums / whole.clamp(min=torch.finfo(torch.float64).tiny)
