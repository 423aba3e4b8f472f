"""Events as HepMC3 text, which detector programs read; units GeV and mm."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from pyg_jets.simulation.events import Events

_BEAM, _DECAYED, _STABLE = 4, 2, 1
_PROTON, _SOMETHING = 2212, 81  # 81 to 100: a generator's own, which readers pass over


def write_hepmc(events: Events, path: str | os.PathLike[str]) -> None:
    """Write events: two beams, and every stable particle at its vertex.

    The particles that decayed are not known: whatever starts at a displaced vertex comes from one
    particle (code 81, status 2) with its momentum.

    Raises:
        ImportError: If ``pyhepmc`` is not installed.
        ValueError: If the events have no vertices.
    """
    try:
        import pyhepmc
    except ImportError as error:
        raise ImportError(
            "HepMC needs the package 'pyhepmc': pip install 'pyg-jets[simulation]'"
        ) from error
    if events.vertex is None:
        raise ValueError("particles to write as HepMC must have vertices (got none)")
    with pyhepmc.open(os.fspath(path), "w", precision=17) as file:
        for i, (first, last) in enumerate(zip(events.ptr[:-1], events.ptr[1:], strict=True)):
            event = pyhepmc.GenEvent(pyhepmc.Units.GEV, pyhepmc.Units.MM)
            record = _record(
                events.p4[first:last], events.pid[first:last], events.vertex[first:last]
            )
            event.from_hepevt(int(events.number[i]), **record, fortran=False)
            file.write(event)


def _record(p4: np.ndarray, pid: np.ndarray, vertex: np.ndarray) -> dict[str, Any]:
    """Columns of one event: beams, decayed particles, stable particles."""
    places, place = np.unique(vertex, axis=0, return_inverse=True)
    place = place.ravel()
    displaced = places.any(1)
    sums = np.zeros((len(places), 4))
    np.add.at(sums, place, p4)
    parents = sums[displaced]
    half = p4[:, 3].sum() / 2
    beams = np.array([[0, 0, half, half], [0, 0, -half, half]])
    row = np.where(displaced, 1 + np.cumsum(displaced), 0)[place]
    momenta = np.concatenate((beams, parents, p4))
    of_beams, counts = np.array([0, 1]), (len(beams), len(parents), len(p4))
    mothers = np.where(row[:, None] > 0, row[:, None], of_beams)
    start = np.concatenate((np.zeros((len(beams) + len(parents), 3)), vertex))
    mass2 = momenta[:, 3] ** 2 - (momenta[:, :3] ** 2).sum(1)
    return {
        **dict(zip(("px", "py", "pz", "en"), momenta.T.copy(), strict=True)),
        "m": np.sqrt(np.maximum(mass2, 0)),
        "pid": np.concatenate((np.repeat([_PROTON, _SOMETHING], counts[:2]), pid)).astype(np.int32),
        "status": np.repeat([_BEAM, _DECAYED, _STABLE], counts).astype(np.int32),
        "parents": np.concatenate(
            (np.full((2, 2), -1), np.tile(of_beams, (len(parents), 1)), mothers)
        ).astype(np.int32),
        **dict(zip(("vx", "vy", "vz"), start.T.copy(), strict=True)),
        "vt": np.zeros(len(start)),
    }
