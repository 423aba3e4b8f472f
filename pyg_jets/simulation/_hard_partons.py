"""The hard partons in Pythia's record of events: those that a jet can be matched to."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from pyg_jets.jets.constituents import Partons
from pyg_jets.simulation.process import Process

_OUTGOING = -23


def hard_partons(particles: Any, event: np.ndarray, num_events: int, process: Process) -> Partons:
    """Partons of the hard processes, in blocks that belong into one jet.

    Without a resonance these are the outgoing partons, one by one. With one they are what each
    resonance of the event ends in, in the order of the process's ``decay``: the daughters of last
    copies, since only these decay in Pythia's record. A resonance that decays in another way, or
    whose products have a mass outside ``masses``, has no block.

    Args:
        particles: Pythia's record, flat over events: an awkward array.
        event: Which event each particle belongs to.
        num_events: How many there are.
        process: What was made.

    Shapes:
        - **event:** ``(num_particles,)``, ascending
    """
    pid, status = particles.id.to_numpy(), particles.status.to_numpy()
    rows = np.flatnonzero(status == _OUTGOING)
    if process.resonance is None:
        rows = rows[(np.abs(pid[rows]) <= 5) | (pid[rows] == 21)]
    else:
        mother = _mothers(particles.mother1.to_numpy(), event)
        rows = _decays(rows, pid, mother, event, process)
    momenta = particles.p[rows]
    p4 = np.column_stack([momenta[name].to_numpy() for name in ("px", "py", "pz", "e")])
    if process.masses is not None:
        kept = _within(p4, process.prongs, process.masses)
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
    rows: np.ndarray, pid: np.ndarray, mother: np.ndarray, event: np.ndarray, process: Process
) -> np.ndarray:
    """The rows in blocks, one for each resonance that ended as it should, in the decay's order."""
    owner = _resonances(rows, pid, mother, process)
    rows, owner = rows[owner >= 0], owner[owner >= 0]
    # Of one event the antiparticle comes first.
    order = np.lexsort((rows, owner, pid[owner] > 0, event[owner]))
    rows, owner = rows[order], owner[order]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    kept = [np.empty(0, np.intp)]
    for block in np.split(rows, starts[1:]):
        if len(block) == process.prongs:
            places = process.arranged(np.abs(pid[block]).tolist())
            kept.append(block[places] if places is not None else block[:0])
    return np.concatenate(kept)


def _resonances(
    rows: np.ndarray, pid: np.ndarray, mother: np.ndarray, process: Process
) -> np.ndarray:
    """The row of the resonance that each particle comes from, or -1: its nearest such ancestor."""
    at = mother[rows]
    while True:
        is_resonance = np.abs(pid[at]) == process.resonance
        # The first row of an event is its own mother.
        left = ~is_resonance & (mother[at] != at)
        if not left.any():
            return np.where(is_resonance, at, -1)
        at = np.where(left, mother[at], at)


def _within(p4: np.ndarray, prongs: int, masses: tuple[float, float]) -> np.ndarray:
    """Whether each parton's block has a mass between the two."""
    block = p4.reshape(-1, prongs, 4).sum(1)
    mass2 = block[:, 3] ** 2 - (block[:, :3] ** 2).sum(1)
    low, high = masses
    return np.repeat((mass2 > low**2) & (mass2 < high**2), prongs)
