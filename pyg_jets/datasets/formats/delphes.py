"""Delphes events: jets are found in the energy flow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._events import jets_of_events
from pyg_jets.datasets.formats._momenta import momenta_of
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.energy_flow import HADRON_TOWER, PHOTON_TOWER, flow_mass
from pyg_jets.jets.jet_finding import JetFinder

FINDS_JETS = True

_CANDIDATE = "ParticleFlowCandidate"
_FLOWS = (
    ("EFlowTrack", "EFlowPhoton", "EFlowNeutralHadron"),
    ("EFlowTrack", "EFlowTower"),
    (_CANDIDATE,),
)
"""Branches that are the whole energy flow together; the second is Delphes 3.0's."""
_TOWERS = {
    "EFlowPhoton": PHOTON_TOWER,
    "EFlowNeutralHadron": HADRON_TOWER,
    "EFlowTower": HADRON_TOWER,
}


class _Objects(NamedTuple):
    p4: np.ndarray
    pid: np.ndarray
    charge: np.ndarray
    counts: np.ndarray


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is a ROOT file with the tree ``Delphes``."""
    return bool(_tree(path))


def _tree(path: str | os.PathLike[str]) -> str:
    return _root.named(path, lambda name, held: name == "Delphes" or "EFlowTrack.PT" in held)


@stream_of("Delphes events with energy flow (ROOT)")
def stream(path: Path, jets: int, finder: JetFinder | None = None) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets, read in as many events at a time.

    Jets are found in ``EFlowTrack``, ``EFlowPhoton`` and ``EFlowNeutralHadron`` (towers are
    massless: ET, Eta, Phi), in ``EFlowTrack`` and ``EFlowTower``, or else in
    ``ParticleFlowCandidate`` (PT, Eta, Phi, Mass: its E is unreliable), as `Delphes
    <https://arxiv.org/abs/1307.6346>`_ names them; tracks without a mass get that of their code.
    ``pid`` is Delphes' for tracks, 22 for photon towers and 0 for others; other columns:
    ``charge, event``. What has no pt (Delphes then says Eta 999.9) is left out; a part of the
    energy flow alone is read with a warning.

    Raises:
        ValueError: If there is no energy flow, a leaf is missing, or a pt is negative.
    """
    finder = finder or JetFinder()
    with _root.tree(path, _tree(path) or "Delphes") as tree:
        names, warning = _flow({name.partition(".")[0] for name in tree})
        lacking(tree, ("Event.Number",))
        for first in range(0, tree.entries, jets):
            last = min(first + jets, tree.entries)
            yield replace(_piece(tree, names, first, last, finder), warning=warning)


def read(path: str | os.PathLike[str], finder: JetFinder | None = None) -> Constituents:
    """All jets; see :func:`stream`."""
    finder = finder or JetFinder()
    return joined(path, stream(path, 10_000, finder), finder)


def _flow(held: set[str]) -> tuple[tuple[str, ...], str]:
    """The branches of the energy flow that there are, and what is to be said of them."""
    for names in _FLOWS:
        if held.issuperset(names):
            return names, ""
    part = tuple(name for name in _TOWERS | {"EFlowTrack": 0} if name in held)
    if not part:
        raise ValueError(
            "a Delphes tree without energy-flow branches "
            f"{', or '.join(' + '.join(names) for names in _FLOWS)}: jets cannot be found in it"
        )
    whole = " + ".join(_FLOWS[0])
    return part, f"the energy flow is only {' + '.join(part)}, not {whole}: jets lack the rest"


def _piece(
    tree: _root.Tree, names: tuple[str, ...], first: int, last: int, finder: JetFinder
) -> Piece:
    parts = [_objects(tree, name, first, last) for name in names]
    event = np.concatenate([np.repeat(np.arange(last - first), part.counts) for part in parts])
    order = np.argsort(event, kind="stable")
    p4 = np.concatenate([part.p4 for part in parts])[order]
    pid, charge = (
        np.concatenate([np.asarray(getattr(part, name)) for part in parts])[order]
        for name in ("pid", "charge")
    )
    number, per_event = tree.ragged("Event.Number", first, last)
    if (per_event != 1).any():
        raise ValueError("an entry that is not one event")
    counts = np.sum([part.counts for part in parts], axis=0)
    return jets_of_events(finder, p4, counts, {"pid": pid, "charge": charge}, number)


def _objects(tree: _root.Tree, name: str, first: int, last: int) -> _Objects:
    is_tower = name in _TOWERS
    size = f"{name}.{'ET' if is_tower else 'PT'}"
    leaves = [size, f"{name}.Eta", f"{name}.Phi"]
    if not is_tower:
        leaves += [f"{name}.PID", f"{name}.Charge"]
    lacking(tree, leaves)
    if not is_tower and f"{name}.Mass" in tree:
        leaves.append(f"{name}.Mass")
    columns, counts = tree.same(tuple(leaves), first, last)
    columns, counts = _with_pt(columns, size, counts, first)
    polar = dict(zip(("pt", "eta", "phi"), (columns[leaf] for leaf in leaves), strict=False))
    if is_tower:
        pid = np.full(len(polar["pt"]), _TOWERS[name])
        return _Objects(momenta_of(polar, counts), pid, np.zeros_like(pid), counts)
    pid, charge = (columns[leaf] for leaf in leaves[3:5])
    # Stored masses are rounded: slightly negative ones count as zero.
    mass = np.maximum(columns[leaves[5]], 0) if len(leaves) > 5 else flow_mass(pid)
    return _Objects(momenta_of({**polar, "mass": mass}, counts), pid, charge, counts)


def _with_pt(
    columns: dict[str, np.ndarray], size: str, counts: np.ndarray, first: int
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The objects that have a transverse momentum."""
    entry, pt = np.repeat(np.arange(len(counts)), counts), columns[size]
    if (pt < 0).any():
        row = int((pt < 0).argmax())
        raise ValueError(f"entry {first + entry[row]}: {size} must not be negative (got {pt[row]})")
    kept = pt != 0
    some = {name: values[kept] for name, values in columns.items()}
    return some, np.bincount(entry[kept], minlength=len(counts))
