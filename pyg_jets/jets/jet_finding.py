"""Events -> jets: FastJet's anti-kt on whole events, as rows of the events' particles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Found(NamedTuple):
    """Jets as rows of the particles that they were found in.

    Shapes:
        - **rows:** ``(num_constituents,)``, by falling pt within a jet
        - **ptr:** ``(num_jets + 1,)``
        - **event:** ``(num_jets,)`` position of each jet's event; the hardest jet of an event first
    """

    rows: np.ndarray
    ptr: np.ndarray
    event: np.ndarray


def antikt_jets(p4: np.ndarray, ptr: np.ndarray, radius: float, pt_min: float) -> Found:
    """Jets of many events by the `anti-kt algorithm <https://arxiv.org/abs/0802.1189>`_, E-scheme.

    Args:
        p4: Momenta of all particles in GeV.
        ptr: Borders of the events; an event may be empty.
        radius: R of the jets.
        pt_min: Least transverse momentum of a jet in GeV.

    Shapes:
        - **p4:** ``(num_particles, 4)``; **ptr:** ``(num_events + 1,)``
    """
    import awkward as ak
    import fastjet
    import fastjet._swig as swig

    # Standard output belongs to the caller; FastJet is cited in the documentation.
    swig.ClusterSequence.set_fastjet_banner_stream(None)
    columns = dict(zip(("px", "py", "pz", "E"), p4.T, strict=True))
    particles = ak.unflatten(ak.zip(columns, with_name="Momentum4D"), np.diff(ptr))
    definition = fastjet.JetDefinition(fastjet.antikt_algorithm, radius)
    members = fastjet.ClusterSequence(particles, definition).constituent_index(min_pt=pt_min)
    sizes = ak.to_numpy(ak.flatten(ak.num(members, axis=2)))
    event = np.repeat(np.arange(len(ptr) - 1), ak.to_numpy(ak.num(members)))
    rows = ak.to_numpy(ak.flatten(members, axis=None)) + np.repeat(np.asarray(ptr)[event], sizes)
    return _hardest_first(p4, rows, sizes, event)


def _hardest_first(p4: np.ndarray, rows: np.ndarray, sizes: np.ndarray, event: np.ndarray) -> Found:
    """Order the jets of an event and the constituents of a jet by falling pt."""
    jet_of = np.repeat(np.arange(len(sizes)), sizes)
    axes = np.zeros((len(sizes), 2))
    np.add.at(axes, jet_of, p4[rows, :2])
    # The last key counts most; what ties stays in the order of the particles.
    order = np.lexsort((-(axes**2).sum(1), event))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    within = np.lexsort((rows, -(p4[rows, :2] ** 2).sum(1), place[jet_of]))
    return Found(rows[within], np.append(0, sizes[order].cumsum()), event[order])


@dataclass(frozen=True)
class JetFinder:
    """Jets of proton collisions: anti-kt, and which of them are kept.

    Args:
        radius: R of the jets.
        pt_min: Least transverse momentum of a jet in GeV.
        eta_max: Greatest pseudorapidity of a jet's axis, either sign.

    Raises:
        ValueError: If the radius does not lie between 0 and 10, or a cut is negative.
    """

    radius: float = 0.8
    pt_min: float = 200.0
    eta_max: float = 2.5

    def __post_init__(self) -> None:
        """Refuse what FastJet would end the process for."""
        for name in ("radius", "pt_min", "eta_max"):
            value = getattr(self, name)
            if name == "radius" and not 0 < value < 10:
                raise ValueError(
                    f"'radius' of a jet finder must lie between 0 and 10 (got {value})"
                )
            if not value >= 0:
                raise ValueError(f"'{name}' of a jet finder must not be negative (got {value})")

    def __call__(self, p4: np.ndarray, ptr: np.ndarray) -> Found:
        """Find the jets of each event.

        Shapes:
            - **p4:** ``(num_particles, 4)`` in GeV; **ptr:** ``(num_events + 1,)``
        """
        clustered = antikt_jets(p4, ptr, self.radius, self.pt_min)
        sizes = np.diff(clustered.ptr)
        axes = np.zeros((len(sizes), 3))
        np.add.at(axes, np.repeat(np.arange(len(sizes)), sizes), p4[clustered.rows, :3])
        pt = np.hypot(axes[:, 0], axes[:, 1])
        kept = (pt > 0) & (np.abs(axes[:, 2]) <= pt * np.sinh(min(self.eta_max, 50.0)))
        rows = clustered.rows[np.repeat(kept, sizes)]
        return Found(rows, np.append(0, sizes[kept].cumsum()), clustered.event[kept])
