"""Events to jets that stand for their kind: anti-kt, a window in pt, and the partons inside."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.border.invisible import is_visible
from pyg_jets.jets.constituents import Constituents, Partons
from pyg_jets.jets.jet_finding import antikt_jets
from pyg_jets.jets.kinematics import delta_r, eta, pt
from pyg_jets.jets.packing import packed_rows
from pyg_jets.simulation.events import Events


def find_jets(
    events: Events,
    prongs: int,
    *,
    pt_window: tuple[float, float] = (500.0, 700.0),
    eta_max: float = 2.0,
    radius: float = 0.8,
) -> Constituents:
    r"""`Anti-kt <https://arxiv.org/abs/0802.1189>`_ jets that hold their hard partons.

    With one prong a jet is kept if a hard parton lies within the radius of its axis (rapidity and
    azimuth), and takes the nearest; with more, if all partons of a block do, such as a W's quarks.

    Args:
        events: Visible or all particles: neutrinos and other invisible ones are left out. Their
            partons stand in blocks of ``prongs``.
        prongs: Hard partons of one jet.
        pt_window: Least and greatest transverse momentum in GeV.
        eta_max: Greatest pseudorapidity, :math:`|\eta|`.
        radius: Of the jets, and of the matching.

    Returns:
        Jets in the order of the events, the hardest of an event first, constituents by falling pt;
        columns ``pid``, ``charge``, ``event`` and ``partons``, and the ``weight`` of their event if
        events have weights.
    """
    p4 = torch.from_numpy(events.p4)
    visible = np.flatnonzero(is_visible(events.pid))
    counts = np.bincount(events.event_of[visible], minlength=len(events))
    clustered = antikt_jets(
        p4.numpy()[visible], np.append(0, counts.cumsum()), radius, pt_window[0]
    )
    rows, ptr, event = (
        torch.from_numpy(each) for each in (visible[clustered.rows], *clustered[1:])
    )
    jet_of = torch.repeat_interleave(torch.arange(len(event)), ptr.diff())
    axes = torch.zeros(len(event), 4, dtype=torch.float64).index_add_(0, jet_of, p4[rows])
    wanted = (pt(axes) >= pt_window[0]) & (pt(axes) <= pt_window[1]) & (eta(axes).abs() < eta_max)
    block = _matched(axes, event, events.partons, prongs, radius)
    chosen = (wanted & (block >= 0)).nonzero().flatten()
    picked, ptr = packed_rows(ptr, chosen)
    rows, of_jets = rows[picked], event[chosen].numpy()
    return Constituents(
        p4[rows],
        ptr,
        pid=events.pid[rows.numpy()],
        charge=events.charge[rows.numpy()],
        event=events.number[of_jets],
        weight=None if events.weight is None else events.weight[of_jets],
        partons=_of_blocks(events.partons, block[chosen], prongs),
    )


def _matched(axes: Tensor, event: Tensor, partons: Partons, prongs: int, radius: float) -> Tensor:
    """The block of partons that lies nearest within each jet ``(num_jets,)``, or -1."""
    pairs, ptr = packed_rows(partons.ptr // prongs, event)
    jet = torch.repeat_interleave(torch.arange(len(event)), ptr.diff())
    blocks = partons.p4.view(-1, prongs, 4)
    farthest = delta_r(axes[jet][:, None], blocks[pairs]).amax(1)
    block = torch.full((len(event),), -1)
    for pair in farthest.argsort(descending=True).tolist():
        if farthest[pair] < radius:
            block[jet[pair]] = pairs[pair]
    return block


def _of_blocks(partons: Partons, block: Tensor, prongs: int) -> Partons:
    rows = (prongs * block[:, None] + torch.arange(prongs)).flatten()
    ptr = prongs * torch.arange(len(block) + 1)
    return Partons(partons.p4[rows], ptr, partons.pid[rows], partons.status[rows])
