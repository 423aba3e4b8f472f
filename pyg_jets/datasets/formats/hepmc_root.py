"""HepMC3 events in a ROOT tree: jets are found in the visible stable particles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._events import jets_of_events, refuse_leptons
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.border.invisible import is_visible
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder

FINDS_JETS = True

_MOMENTUM = tuple(f"particles.momentum.m_v{i}" for i in (1, 2, 3, 4))
_PARTICLES = ("particles.pid", "particles.status", *_MOMENTUM)
_UNIT = {0: 1e-3, 1: 1.0}
"""HepMC3's codes of MeV and GeV."""


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether a tree of a ROOT file is ``hepmc3_tree``, or has ``particles.momentum.m_v1``."""
    return bool(_tree(path))


def _tree(path: str | os.PathLike[str]) -> str:
    return _root.named(path, lambda name, held: name == "hepmc3_tree" or _MOMENTUM[0] in held)


@stream_of("HepMC3 events of hadron collisions in a ROOT tree")
def stream(path: Path, jets: int, finder: JetFinder | None = None) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets, read in as many events at a time.

    The tree of HepMC3's ``WriterRootTree`` (`HepMC3 <https://arxiv.org/abs/1912.08005>`_): jets are
    found in the particles of status 1 without invisible ones. Columns: ``pid, event``.

    Raises:
        ValueError: If a branch is missing, a unit is unknown, no particle is stable, or leptons
            collide: pt about their beam makes no jets.
    """
    finder, stable = finder or JetFinder(), 0
    with _root.tree(path, _tree(path) or "hepmc3_tree") as tree:
        lacking(tree, (*_PARTICLES, "event_number", "momentum_unit"))
        for first in range(0, tree.entries, jets):
            last = min(first + jets, tree.entries)
            columns, counts = tree.same(_PARTICLES, first, last)
            _check_beams(tree, columns, counts, first, last)
            stable += int((columns["particles.status"] == 1).sum())
            yield _piece(tree, columns, counts, first, finder)
        if not stable:
            raise ValueError(f"no particle of status 1 in {tree.entries} events")


def read(path: str | os.PathLike[str], finder: JetFinder | None = None) -> Constituents:
    """All jets; see :func:`stream`."""
    finder = finder or JetFinder()
    return joined(path, stream(path, 10_000, finder), finder)


def _piece(
    tree: _root.Tree,
    columns: dict[str, np.ndarray],
    counts: np.ndarray,
    first: int,
    finder: JetFinder,
) -> Piece:
    last = first + len(counts)
    event = np.repeat(np.arange(len(counts)), counts)
    units = tree.flat("momentum_unit", first, last)
    if not np.isin(units, list(_UNIT)).all():
        raise ValueError(f"the unit of momenta must be 0 (MeV) or 1 (GeV) (got {units.max()})")
    scale = np.where(units == 0, _UNIT[0], _UNIT[1])
    pid = columns["particles.pid"]
    kept = (columns["particles.status"] == 1) & is_visible(pid)
    p4 = np.stack([columns[name][kept] for name in _MOMENTUM], 1) * scale[event[kept]][:, None]
    number = tree.flat("event_number", first, last)
    some = np.bincount(event[kept], minlength=len(counts))
    return jets_of_events(finder, p4, some, {"pid": pid[kept]}, number)


def _check_beams(
    tree: _root.Tree, columns: dict[str, np.ndarray], counts: np.ndarray, first: int, last: int
) -> None:
    """Beams have status 4, or come from no vertex and do not stay."""
    pid, status = columns["particles.pid"], columns["particles.status"]
    starts = np.cumsum(counts) - counts
    ends: list[np.ndarray | None] = [None] * len(counts)
    if "links2" in tree:  # from a vertex (negative) to a particle, or from a particle to a vertex
        links, held = tree.ragged("links2", first, last)
        ends = [*np.split(links, np.cumsum(held)[:-1])]
    for start, count, into in zip(starts, counts, ends, strict=True):
        rows = slice(start, start + count)
        beams = pid[rows][status[rows] == 4]
        if len(beams) < 2 and into is not None:
            orphan = ~np.isin(np.arange(1, count + 1), into) & (status[rows] != 1)
            beams = pid[rows][orphan]
        refuse_leptons(beams)
