"""Particles of many collisions, packed: what passes between generator, detector and jet finding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pyg_jets.jets.constituents import Partons


@dataclass(frozen=True)
class Events:
    """Stable particles of many events.

    Shapes:
        - **p4:** ``(num_particles, 4)`` float64, ``(px, py, pz, E)`` in GeV
        - **ptr:** ``(num_events + 1,)`` int64: event ``i`` owns rows ``ptr[i]:ptr[i + 1]``; an
          event may be empty
        - **pid:** ``(num_particles,)`` int32: PDG codes of generated particles; of energy flow
          Delphes' own (11, 13, 211 with signs for tracks, 22 photon towers, 0 hadron towers)
        - **charge:** ``(num_particles,)`` int8, in units of e
        - **vertex:** ``(num_particles, 3)`` float64 ``(x, y, z)`` in mm where each was produced,
          or None once a detector has seen them
        - **number:** ``(num_events,)`` int64, unique within a sample
        - **partons:** the hard partons of each event
        - **weight:** ``(num_events,)`` float64, how much each event counts; None: all the same
    """

    p4: np.ndarray
    ptr: np.ndarray
    pid: np.ndarray
    charge: np.ndarray
    vertex: np.ndarray | None
    number: np.ndarray
    partons: Partons
    weight: np.ndarray | None = None

    def __len__(self) -> int:
        """Number of events."""
        return len(self.ptr) - 1

    @property
    def event_of(self) -> np.ndarray:
        """Position of the event that each particle belongs to ``(num_particles,)``."""
        return np.repeat(np.arange(len(self)), np.diff(self.ptr))
