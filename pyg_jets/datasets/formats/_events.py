"""Events of collisions -> a piece with the jets that are found in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.jets.jet_finding import JetFinder

_LEPTONS = frozenset((11, 12, 13, 14, 15, 16))


def jets_of_events(
    finder: JetFinder,
    p4: np.ndarray,
    counts: np.ndarray,
    particles: Mapping[str, np.ndarray],
    number: np.ndarray,
) -> Piece:
    """The jets of some events, with the columns of their particles and the events' numbers.

    Shapes:
        - **p4:** ``(num_particles, 4)``; **particles:** ``(num_particles,)``
        - **counts**, **number:** ``(num_events,)``

    Raises:
        ValueError: If a momentum is not finite, or an energy negative.
    """
    if not (np.isfinite(p4).all() and (p4[:, 3] >= 0).all()):
        raise ValueError("a particle without finite momentum and energy")
    clustered = finder(p4, np.concatenate(([0], np.cumsum(counts))))
    return Piece(
        p4[clustered.rows],
        np.diff(clustered.ptr),
        particles={name: values[clustered.rows] for name, values in particles.items()},
        jets={"event": number[clustered.event]},
    )


def refuse_leptons(beams: Iterable[int]) -> None:
    """Refuse an event of two or more beams that are all leptons.

    Raises:
        ValueError: If it is one: pt about the beam makes no jets there.
    """
    codes = [abs(int(pid)) for pid in beams]
    if len(codes) >= 2 and _LEPTONS.issuperset(codes):
        raise ValueError("collisions of leptons, where pt about the beam makes no jets")
