"""The ``json.gz`` files of LundNet and GroomRL: one jet per line."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets.datasets.formats._limits import limited
from pyg_jets.datasets.formats._reading import head, joined, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

_MOMENTUM = ("px", "py", "pz", "E")


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is compressed text with a list of things that have ``px`` or ``pz``."""
    if head(path, 2) != b"\x1f\x8b":
        return False
    try:
        start = zlib.decompressobj(31).decompress(head(path, 1 << 16), 1 << 20)
    except zlib.error:
        return False
    return start.lstrip()[:1] in (b"[", b'"') and (b'"px"' in start or b'"pz"' in start)


@stream_of("a json.gz file of LundNet or GroomRL")
def stream(path: Path, jets: int) -> Iterator[Constituents]:
    """Pieces of up to ``jets`` jets.

    The files of `arXiv:2012.08526 <https://arxiv.org/abs/2012.08526>`_: each line is a list, first
    the jet and then its constituents, as objects with ``px, py, pz, E`` in GeV; lines that are
    text are comments.

    Raises:
        ValueError: If a line is no such list, its first entry is no jet, or the file is damaged.
    """
    waiting: list[np.ndarray] = []
    with limited(gzip.GzipFile(path), path) as file:
        for number, line in enumerate(file, 1):
            jet = json.loads(line)
            if isinstance(jet, str):
                continue
            waiting.append(_constituents(jet, number))
            if len(waiting) == jets:
                yield Constituents.from_list(waiting)
                waiting = []
    if waiting:
        yield Constituents.from_list(waiting)


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _constituents(jet: Any, line: int) -> np.ndarray:
    if not isinstance(jet, list) or len(jet) < 2 or not all(isinstance(p, dict) for p in jet):
        raise ValueError(f"line {line} is no list of a jet and its constituents")
    for name in _MOMENTUM:
        if not all(name in particle for particle in jet[1:]):
            raise ValueError(f"a particle of line {line} has no '{name}'")
    p4 = np.array([[particle[name] for name in _MOMENTUM] for particle in jet[1:]], np.float64)
    # Without the jet in front, the first constituent would be lost in silence.
    energy = jet[0].get("E", p4[:, 3].sum())
    if not abs(energy - p4[:, 3].sum()) <= 0.1 * abs(energy):
        raise ValueError(f"the first entry of line {line} is not the jet of the others")
    return p4
