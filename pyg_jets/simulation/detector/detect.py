"""A parametrised detector after Delphes' CMS and ATLAS cards, for many events at once.

Tracks are found and measured, the electromagnetic and then the hadronic calorimeter read out, and
their energy flow returned; jets are found in it afterwards.
"""

from __future__ import annotations

import numpy as np

from pyg_jets.simulation.detector.calorimeter import Hits, energy_flow
from pyg_jets.simulation.detector.cards import card
from pyg_jets.simulation.detector.flow import with_flow
from pyg_jets.simulation.detector.propagation import Impacts, propagate
from pyg_jets.simulation.detector.tracks import Tracks, measure
from pyg_jets.simulation.events import Events


def detect(
    events: Events, detector: str, generator: np.random.Generator, *, displaced: bool = False
) -> Events:
    """Energy flow of generated events, after `"DELPHES 3" <https://arxiv.org/abs/1307.6346>`_.

    Tracks keep their direction where they come closest to the beam and get the mass of an
    electron, muon or pion; towers are massless. Efficiencies and resolutions are those of the
    program's cards, and so are its quirks (see ``energy_flow``).

    Args:
        events: Stable particles, with their vertices.
        detector: ``"cms"`` or ``"atlas"``.
        generator: Where the draws come from; the same state gives the same energy flow.
        displaced: Whether particles start at their vertices. By default all start at the origin,
            as in the bundled sample. Particles made outside of the tracker are lost, so let
            nothing decay there: Pythia's ``ParticleDecays:limitCylinder = on``.

    Returns:
        Tracks, photon towers (22) and hadron towers (0) of the same events.

    Raises:
        ValueError: If the detector is unknown, or the vertices are missing or not finite.
    """
    constants = card(detector)
    if events.vertex is None or not np.isfinite(events.vertex).all():
        got = "none: a detector has seen these" if events.vertex is None else "nan or inf"
        raise ValueError(f"a detector needs particles with finite vertices (got {got})")
    vertex = events.vertex if displaced else np.zeros_like(events.vertex)
    impacts = propagate(events.p4, events.charge, vertex, constants)
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
    return with_flow(events, tracks, photons, hadrons)


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
