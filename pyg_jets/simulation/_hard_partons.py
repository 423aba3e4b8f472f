"""The hard partons in Pythia's record of events: those that a jet can be matched to."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from pyg_jets.jets.constituents import Partons

_OUTGOING = -23
_MASSES = {2: (0.0, 110.0), 3: (140.0, 200.0)}  # GeV; the bundled sample ends here, sharply


def hard_partons(particles: Any, event: np.ndarray, num_events: int, prongs: int) -> Partons:
    """Partons of the hard processes, in blocks of ``prongs`` that belong into one jet.

    With one prong these are the outgoing partons. With two they are the quarks of each W's decay,
    with three the bottom quark of each top's and the quarks of its W's: those of the resonances'
    last copies, since only these decay in Pythia's record. A top that decays to no bottom quark
    has no block, nor has a resonance far off its mass: a W above 110 GeV, a top outside of 140 to
    200 GeV.

    Args:
        particles: Pythia's record, flat over events: an awkward array.
        event: Which event each particle belongs to.
        num_events: How many there are.
        prongs: 1, 2 or 3.

    Shapes:
        - **event:** ``(num_particles,)``, ascending
    """
    pid, status = particles.id.to_numpy(), particles.status.to_numpy()
    quark = np.abs(pid) <= 5
    rows = np.flatnonzero((status == _OUTGOING) & (quark | (pid == 21)))
    if prongs > 1:
        rows = _decays(
            rows, pid, _mothers(particles.mother1.to_numpy(), event)[rows], event, prongs
        )
    momenta = particles.p[rows]
    p4 = np.column_stack([momenta[name].to_numpy() for name in ("px", "py", "pz", "e")])
    if prongs > 1:
        kept = _near_its_mass(p4, prongs)
        rows, p4 = rows[kept], p4[kept]
    counts = np.bincount(event[rows], minlength=num_events)
    return Partons(
        torch.from_numpy(p4),
        torch.from_numpy(np.concatenate(([0], counts.cumsum()))),
        torch.from_numpy(pid[rows].astype(np.int32)),
        torch.from_numpy(status[rows].astype(np.int32)),
    )


def _mothers(mother: np.ndarray, event: np.ndarray) -> np.ndarray:
    """Rows of the first mothers, which the record counts within each event."""
    return mother + np.searchsorted(event, event)


def _decays(
    rows: np.ndarray, pid: np.ndarray, mother: np.ndarray, event: np.ndarray, prongs: int
) -> np.ndarray:
    """The rows in blocks, one for each W or top: bottom first, then the W's two quarks."""
    parent = pid[mother]
    of_top = (np.abs(parent) == 6) & (np.abs(pid[rows]) == 5)
    belongs = (np.abs(parent) == 24) | (of_top if prongs == 3 else False)
    rows, parent, of_top = rows[belongs], parent[belongs], of_top[belongs]
    # A top and its W have charges of one sign, and an event has one resonance of each sign.
    decay = 2 * event[rows] + (parent > 0)
    order = np.lexsort((rows, ~of_top, decay))
    rows, decay = rows[order], decay[order]
    _, position, size = np.unique(decay, return_inverse=True, return_counts=True)
    kept: np.ndarray = rows[size[position] == prongs]
    return kept


def _near_its_mass(p4: np.ndarray, prongs: int) -> np.ndarray:
    """Whether each parton's block has a mass that the sample takes."""
    low, high = _MASSES[prongs]
    block = p4.reshape(-1, prongs, 4).sum(1)
    mass2 = block[:, 3] ** 2 - (block[:, :3] ** 2).sum(1)
    return np.repeat((mass2 > low**2) & (mass2 < high**2), prongs)
