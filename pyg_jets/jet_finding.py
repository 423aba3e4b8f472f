"""Events -> jets: FastJet's anti-kt on whole events, as rows of the event's particles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pyg_jets._fastjet import find_inclusive


class Found(NamedTuple):
    """Jets as rows of the particles that they were found in.

    Shapes:
        - **rows:** ``(num_constituents,)``, by falling pt within a jet
        - **ptr:** ``(num_jets + 1,)``; **event:** ``(num_jets,)`` position of each jet's event
    """

    rows: np.ndarray
    ptr: np.ndarray
    event: np.ndarray


@dataclass(frozen=True)
class JetFinder:
    r"""Jets of proton collisions by the `anti-kt algorithm <https://arxiv.org/abs/0802.1189>`_.

    Args:
        radius: R of the jets.
        pt_min: Least transverse momentum of a jet in GeV.
        eta_max: Largest :math:`|\eta|` (pseudorapidity) of a jet.

    Raises:
        ValueError: If the radius is not positive, or a cut is negative.
    """

    radius: float = 0.8
    pt_min: float = 200.0
    eta_max: float = 2.5

    def __post_init__(self) -> None:
        """Refuse what FastJet would end the process for."""
        for name in ("radius", "pt_min", "eta_max"):
            value = getattr(self, name)
            if not value >= 0 or (name == "radius" and not 0 < value < 10):
                raise ValueError(f"'{name}' of a jet finder must be positive (got {value})")

    def __call__(self, p4: np.ndarray, ptr: np.ndarray) -> Found:
        """Find the jets of each event, hardest first.

        Shapes:
            - **p4:** ``(num_particles, 4)`` in GeV; **ptr:** ``(num_events + 1,)``
        """
        rows, counts, events = [np.empty(0, np.int64)], [0], []
        for event, (first, last) in enumerate(pairwise(np.asarray(ptr).tolist())):
            particles = p4[first:last]
            for members in find_inclusive(particles, self.radius, self.pt_min):
                if self._central(particles[members].sum(0)):
                    pt = np.hypot(particles[members, 0], particles[members, 1])
                    rows.append(first + members[np.argsort(-pt, kind="stable")])
                    counts.append(len(members))
                    events.append(event)
        return Found(np.concatenate(rows), np.cumsum(counts), np.array(events, np.int64))

    def _central(self, jet: np.ndarray) -> bool:
        pt = math.hypot(jet[0], jet[1])
        return pt > 0 and abs(math.asinh(jet[2] / pt)) <= self.eta_max
