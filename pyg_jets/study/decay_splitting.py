"""Where in the clustering history a resonance's two quarks part: the truth of a simulation."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.kinematics import delta_r, pt


def decay_splitting(jets: JetTreeDataset) -> Tensor:
    """The splitting of each jet that separates the two quarks of a decay, such as a W's.

    Every constituent belongs to the quark nearest in rapidity and azimuth. The splitting is the
    one of whose two branches each holds more than half of one quark's pt: there is at most one.
    There is none if a quark has no constituent, or breaks up before the other has parted from it.

    Args:
        jets: Jets with two hard partons each.

    Shapes:
        - **output:** ``(num_jets,)`` rows of ``jets.batch()``; -1 where there is none

    Raises:
        ValueError: If the jets have no partons, or a jet has not two.
    """
    batch = jets.batch()
    shares = _shares(batch, _pt_by_quark(jets))
    first, second = (shares > 0.5).unbind(1)
    harder, parent = batch.edge_index[:, batch.branch == 0]
    softer = batch.edge_index[0, batch.branch == 1]
    parts = (first[harder] & second[softer]) | (second[harder] & first[softer])
    rows = torch.full((len(jets),), -1)
    rows[batch.batch[parent[parts]]] = parent[parts]
    return rows


def _pt_by_quark(jets: JetTreeDataset) -> Tensor:
    """Each constituent's pt in the column of its quark, ``(num_particles, 2)``."""
    particles = jets.constituents
    if particles.partons is None:
        raise ValueError("jets must have the column 'partons' (got none): use simulated ones")
    counts = particles.partons.ptr.diff()
    if not (counts == 2).all():
        jet = int((counts != 2).nonzero()[0])
        raise ValueError(f"jet {jet}: a decay must have two partons (got {int(counts[jet])})")
    of_jet = torch.repeat_interleave(torch.arange(len(jets)), particles.ptr.diff())
    quarks = particles.partons.p4.view(-1, 2, 4)[of_jet]
    nearest = delta_r(particles.p4[:, None], quarks).argmin(1)
    columns = torch.zeros(len(particles.p4), 2, dtype=torch.float64)
    columns[torch.arange(len(nearest)), nearest] = pt(particles.p4)
    return columns


def _shares(batch: Any, of_leaves: Tensor) -> Tensor:
    """Share of each quark's pt below every node, ``(num_nodes, 2)``."""
    sums = of_leaves.new_zeros(batch.num_nodes, 2)
    sums[batch.is_leaf] = of_leaves
    child, parent = batch.edge_index
    level = batch.level[parent]
    for height in range(1, int(batch.level.max()) + 1):
        edges = level == height
        sums.index_add_(0, parent[edges], sums[child[edges]])
    whole = sums[batch.is_root][batch.batch]
    return sums / whole.clamp(min=torch.finfo(torch.float64).tiny)
