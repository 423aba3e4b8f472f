"""The ``json.gz`` files of LundNet and GroomRL: one jet per line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets.datasets.formats._compression import opened, start
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._place import file_of
from pyg_jets.datasets.formats._reading import joined, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

_MOMENTUM = ("px", "py", "pz", "E")


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is text, compressed or not, with a list of things with ``px`` or ``pz``."""
    first = start(file_of(path), 1 << 20)
    return first.lstrip()[:1] in (b"[", b'"') and (b'"px"' in first or b'"pz"' in first)


@stream_of("a json.gz file of LundNet or GroomRL")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    The files of `arXiv:2012.08526 <https://arxiv.org/abs/2012.08526>`_: each line is a list, first
    the jet and then its constituents, as objects with ``px, py, pz, E`` in GeV; lines that are
    text are comments.

    Raises:
        ValueError: If a line is no such list, its first entry is no jet, or the file is damaged.
    """
    waiting: list[np.ndarray] = []
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            jet = json.loads(line)
            if isinstance(jet, str):
                continue
            waiting.append(_constituents(jet, number))
            if len(waiting) == jets:
                yield _piece(waiting)
                waiting = []
    if waiting:
        yield _piece(waiting)


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _piece(jets: list[np.ndarray]) -> Piece:
    return Piece(np.concatenate(jets), np.array([len(jet) for jet in jets]))


def _constituents(jet: Any, line: int) -> np.ndarray:
    if not isinstance(jet, list) or not jet or not all(isinstance(p, dict) for p in jet):
        raise ValueError(f"line {line} is no list of a jet and its constituents")
    if len(jet) == 1:  # an empty jet, or a constituent without the jet in front
        if set(_MOMENTUM) <= jet[0].keys():
            raise ValueError(f"line {line} is no list of a jet and its constituents")
        return np.empty((0, 4))
    for name in _MOMENTUM:
        if not all(name in particle for particle in jet[1:]):
            raise ValueError(f"a particle of line {line} has no '{name}'")
    p4 = np.array([[particle[name] for name in _MOMENTUM] for particle in jet[1:]], np.float64)
    # Without the jet in front, the first constituent would be lost in silence.
    energy = jet[0].get("E", p4[:, 3].sum())
    if not abs(energy - p4[:, 3].sum()) <= 0.1 * abs(energy):
        raise ValueError(f"the first entry of line {line} is not the jet of the others")
    return p4
