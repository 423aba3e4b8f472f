"""EDM4hep events as podio writes them into a ROOT tree: jets are found in one collection."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._events import jets_of_events, refuse_leptons
from pyg_jets.datasets.formats._momenta import momenta_of
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.border.invisible import is_visible
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder

FINDS_JETS = True

_AXES = {"px": "momentum.x", "py": "momentum.y", "pz": "momentum.z"}
_TRUTH = "MCParticles"
_NUMBER = "EventHeader.eventNumber"


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether the tree ``events`` of a ROOT file has collections with ``momentum.x``."""
    return bool(_tree(path))


def _tree(path: str | os.PathLike[str]) -> str:
    return _root.named(
        path, lambda name, held: name == "events" and any(".momentum.x" in b for b in held)
    )


@stream_of("EDM4hep events of hadron collisions (ROOT)")
def stream(
    path: Path,
    jets: int,
    finder: JetFinder | None = None,
    collection: str = "ReconstructedParticles",
) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets, read in as many events at a time.

    Jets are found in one collection of `EDM4hep
    <https://edm4hep.web.cern.ch>`_: reconstructed particles (momentum, energy), or
    ``"MCParticles"`` (momentum, mass), of which those of generator status 1 that are visible.
    Columns: ``pid`` from ``PDG``, ``charge`` if it is whole, ``event``.

    Args:
        path: The file.
        jets: Of a piece.
        finder: How jets are found.
        collection: Where.

    Raises:
        ValueError: If a branch is missing, or leptons collide: pt about their beam makes no jets.
    """
    finder = finder or JetFinder()
    with _root.tree(path, _tree(path) or "events") as tree:
        _check_collection(tree, collection)
        for first in range(0, tree.entries, jets):
            last = min(first + jets, tree.entries)
            _check_beams(tree, first, last)
            yield _piece(tree, collection, first, last, finder)


def read(
    path: str | os.PathLike[str],
    finder: JetFinder | None = None,
    collection: str = "ReconstructedParticles",
) -> Constituents:
    """All jets; see :func:`stream`."""
    finder = finder or JetFinder()
    return joined(path, stream(path, 10_000, finder, collection), finder)


def _check_collection(tree: _root.Tree, collection: str) -> None:
    ends = {name.removesuffix(".momentum.x") for name in tree if name.endswith(".momentum.x")}
    if ends and collection not in ends:
        raise ValueError(
            f"no collection '{collection}'; collection= takes {', '.join(sorted(ends))}"
        )
    last = ("mass", "generatorStatus") if collection == _TRUTH else ("energy",)
    lacking(tree, (_NUMBER, *(f"{collection}.{end}" for end in (*_AXES.values(), *last))))


def _check_beams(tree: _root.Tree, first: int, last: int) -> None:
    names = (f"{_TRUTH}.PDG", f"{_TRUTH}.generatorStatus")
    if any(name not in tree for name in names):
        return
    columns, counts = tree.same(names, first, last)
    event = np.repeat(np.arange(len(counts)), counts)
    is_beam = columns[names[1]] == 4
    for beams in np.unique(event[is_beam]):
        refuse_leptons(columns[names[0]][is_beam & (event == beams)])


def _piece(tree: _root.Tree, collection: str, first: int, last: int, finder: JetFinder) -> Piece:
    wanted = (*_AXES.values(), "energy", "mass", "PDG", "charge", "generatorStatus")
    held = [end for end in wanted if f"{collection}.{end}" in tree]
    columns, counts = tree.same(tuple(f"{collection}.{end}" for end in held), first, last)
    ends = {end: columns[f"{collection}.{end}"] for end in held}
    size = {"mass": ends["mass"]} if collection == _TRUTH else {"E": ends["energy"]}
    p4 = momenta_of({**{key: ends[axis] for key, axis in _AXES.items()}, **size}, counts)
    kept = (p4 != 0).any(1)
    if collection == _TRUTH:
        kept &= ends["generatorStatus"] == 1
    particles = {
        new: ends[end] for end, new in (("PDG", "pid"), ("charge", "charge")) if end in ends
    }
    if collection == _TRUTH and "pid" in particles:
        kept &= is_visible(particles["pid"])
    event = np.repeat(np.arange(len(counts)), counts)[kept]
    number, per_event = tree.ragged(_NUMBER, first, last)
    if (per_event != 1).any():
        raise ValueError("an entry that is not one event")
    some = np.bincount(event, minlength=len(counts))
    return jets_of_events(
        finder, p4[kept], some, {k: v[kept] for k, v in particles.items()}, number
    )
