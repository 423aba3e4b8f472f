"""Energy flow of many events from its columns."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pyg_jets.jets.energy_flow import flow_charge, flow_mass
from pyg_jets.simulation.events import Events


@dataclass(frozen=True)
class Objects:
    """Tracks or towers of many events; ``event`` is the position of the event.

    Shapes:
        - **pt**, **eta**, **phi**, **pid**, **event:** ``(n,)``
    """

    pt: np.ndarray
    eta: np.ndarray
    phi: np.ndarray
    pid: np.ndarray
    event: np.ndarray


def with_flow(events: Events, *parts: Objects) -> Events:
    """The same events with these objects for particles, in the order of the parts.

    Masses and charges follow from the codes (``flow_mass``, ``flow_charge``).
    """
    pt, eta, phi, pid, event = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("pt", "eta", "phi", "pid", "event")
    )
    momenta = np.column_stack((pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)))
    energy = np.sqrt((momenta**2).sum(1) + flow_mass(pid) ** 2)
    order = np.argsort(event, kind="stable")
    counts = np.bincount(event, minlength=len(events))
    return replace(
        events,
        p4=np.column_stack((momenta, energy))[order],
        ptr=np.concatenate(([0], np.cumsum(counts))),
        pid=pid[order].astype(np.int32),
        charge=flow_charge(pid[order]),
        vertex=None,
    )
