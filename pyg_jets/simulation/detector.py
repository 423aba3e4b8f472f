"""A parametrised detector after Delphes' CMS and ATLAS cards, for many events at once.

Tracks are found and measured, the electromagnetic and then the hadronic calorimeter read out, and
their energy flow returned; jets are found in it afterwards.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pyg_jets.energy_flow import flow_charge, flow_mass
from pyg_jets.simulation._calorimeter import Hits, Neutrals, energy_flow
from pyg_jets.simulation._cards import card
from pyg_jets.simulation._propagation import Impacts, propagate
from pyg_jets.simulation._tracks import Tracks, measure
from pyg_jets.simulation.events import Events


def detect(events: Events, detector: str, generator: np.random.Generator) -> Events:
    """Energy flow of generated events, after `"DELPHES 3" <https://arxiv.org/abs/1307.6346>`_.

    Tracks keep their direction where they come closest to the beam and get the mass of an
    electron, muon or pion; towers are massless. Efficiencies and resolutions are those of the
    program's cards, and so are its quirks (see ``energy_flow``).

    Args:
        events: Stable particles, with their vertices.
        detector: ``"cms"`` or ``"atlas"``.
        generator: Where the draws come from; the same state gives the same energy flow.

    Returns:
        Tracks, photon towers (22) and hadron towers (0) of the same events, in this order.

    Raises:
        ValueError: If the detector is unknown, or the events have no vertices.
    """
    constants = card(detector)
    if events.vertex is None:
        raise ValueError("a detector needs particles with vertices (got events without)")
    impacts = propagate(events.p4, events.charge, events.vertex, constants)
    hits = Hits(
        events.p4[impacts.rows, 3],
        impacts.eta,
        impacts.phi,
        events.pid[impacts.rows],
        events.event_of[impacts.rows],
    )
    tracks = measure(_charged(events, impacts), constants.loses_stiff_muons, generator)
    tracks, photons = energy_flow(hits, tracks, constants.ecal, generator)
    tracks, hadrons = energy_flow(hits, tracks, constants.hcal, generator)
    return _joined(events, (tracks, photons, hadrons))


def _charged(events: Events, impacts: Impacts) -> Tracks:
    """The charged particles as perfect tracks."""
    charged = events.charge[impacts.rows] != 0
    rows = impacts.rows[charged]
    p3, energy = events.p4[rows, :3], events.p4[rows, 3]
    pt = np.hypot(p3[:, 0], p3[:, 1])
    return Tracks(
        pt=pt,
        eta=np.arcsinh(p3[:, 2] / pt),
        phi=impacts.momentum_phi[charged],
        mass=np.sqrt(np.maximum(energy**2 - (p3**2).sum(1), 0.0)),
        resolution=np.zeros_like(pt),
        pid=events.pid[rows],
        event=events.event_of[rows],
        at_eta=impacts.eta[charged],
        at_phi=impacts.phi[charged],
    )


def _joined(events: Events, parts: tuple[Tracks | Neutrals, ...]) -> Events:
    """Tracks and neutral towers as particles, event by event."""

    def column(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    pid, event = column("pid"), column("event")
    pt, eta, phi = column("pt"), column("eta"), column("phi")
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
