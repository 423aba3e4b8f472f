"""Delphes events: jets are found in the energy flow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._padded import massive, with_mass
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.energy_flow import HADRON_TOWER, PHOTON_TOWER, flow_mass
from pyg_jets.jets.jet_finding import JetFinder

FINDS_JETS = True

_FLOW = ("EFlowTrack", "EFlowPhoton", "EFlowNeutralHadron")
_CANDIDATE = "ParticleFlowCandidate"
_TOWERS = {"EFlowPhoton": PHOTON_TOWER, "EFlowNeutralHadron": HADRON_TOWER}


class _Objects(NamedTuple):
    p4: np.ndarray
    pid: np.ndarray
    charge: np.ndarray
    counts: np.ndarray


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is a ROOT file with the tree ``Delphes``."""
    return "Delphes" in _root.branches(path)


@stream_of("Delphes events with energy flow (ROOT)")
def stream(path: Path, jets: int, finder: JetFinder | None = None) -> Iterator[Constituents]:
    """Pieces of up to ``jets`` jets, read in as many events at a time.

    Jets are found in ``EFlowTrack``, ``EFlowPhoton`` and ``EFlowNeutralHadron`` (towers are
    massless: ET, Eta, Phi), or else in ``ParticleFlowCandidate`` (PT, Eta, Phi, Mass: its E is
    unreliable), as `Delphes <https://arxiv.org/abs/1307.6346>`_ names them; tracks without a mass
    get that of their code. ``pid`` is Delphes' for tracks, 22 for photon towers and 0 for hadron
    towers; other columns: ``charge, event``.

    Raises:
        ValueError: If there is no energy flow, or a leaf is missing.
    """
    finder = finder or JetFinder()
    with _root.tree(path, "Delphes") as tree:
        held = {name.partition(".")[0] for name in tree}
        names = [name for name in _FLOW if name in held] or [_CANDIDATE]
        if names[0] not in held:
            raise ValueError(
                f"a Delphes tree without energy-flow branches {', '.join(_FLOW)} or {_CANDIDATE}: "
                "jets cannot be found in it"
            )
        lacking(tree, ("Event.Number",))
        for first in range(0, tree.entries, jets):
            last = min(first + jets, tree.entries)
            piece = _piece(tree, names, first, last, finder)
            if len(piece):
                yield piece


def read(path: str | os.PathLike[str], finder: JetFinder | None = None) -> Constituents:
    """All jets; see :func:`stream`."""
    finder = finder or JetFinder()
    return joined(path, stream(path, 10_000, finder), finder)


def _piece(
    tree: _root.Tree, names: list[str], first: int, last: int, finder: JetFinder
) -> Constituents:
    parts = [_objects(tree, name, first, last) for name in names]
    event = np.concatenate([np.repeat(np.arange(last - first), part.counts) for part in parts])
    order = np.argsort(event, kind="stable")
    p4 = np.concatenate([part.p4 for part in parts])[order]
    pid, charge = (
        np.concatenate([np.asarray(getattr(part, name)) for part in parts])[order]
        for name in ("pid", "charge")
    )
    if not (np.isfinite(p4).all() and (p4[:, 3] >= 0).all()):
        raise ValueError("an energy-flow object without finite momentum")
    ptr = np.concatenate(([0], np.cumsum(sum(part.counts for part in parts))))
    number, per_event = tree.ragged("Event.Number", first, last)
    if (per_event != 1).any():
        raise ValueError("an entry that is not one event")
    found = finder(p4, ptr)
    return Constituents(
        p4[found.rows],
        found.ptr,
        pid=pid[found.rows],
        charge=charge[found.rows],
        event=number[found.event],
    )


def _objects(tree: _root.Tree, name: str, first: int, last: int) -> _Objects:
    if name in _TOWERS:
        leaves = tuple(f"{name}.{leaf}" for leaf in ("ET", "Eta", "Phi"))
        lacking(tree, leaves)
        columns, counts = tree.same(leaves, first, last)
        p4 = massive(*(columns[leaf].astype(np.float64) for leaf in leaves))
        pid = np.full(len(p4), _TOWERS[name])
        return _Objects(p4, pid, np.zeros_like(pid), counts)
    leaves = tuple(f"{name}.{leaf}" for leaf in ("PT", "Eta", "Phi", "PID", "Charge"))
    masses = (f"{name}.Mass",) if f"{name}.Mass" in tree else ()
    lacking(tree, leaves)
    columns, counts = tree.same((*leaves, *masses), first, last)
    pt, eta, phi = (columns[leaf].astype(np.float64) for leaf in leaves[:3])
    pid, charge = (columns[leaf] for leaf in leaves[3:])
    mass = columns[masses[0]].astype(np.float64) if masses else flow_mass(pid)
    return _Objects(with_mass(pt, eta, phi, mass), pid, charge, counts)
