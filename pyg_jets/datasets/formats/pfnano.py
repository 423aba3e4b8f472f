"""CMS PFNano: AK8 jets with links to their candidates, weighted by PUPPI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._padded import with_mass
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

_LINKS = ("FatJetPFCands_jetIdx", "FatJetPFCands_pFCandsIdx")
_CANDIDATES = (
    *("PFCands_pt", "PFCands_eta", "PFCands_phi", "PFCands_mass"),
    *("PFCands_puppiWeight", "PFCands_pdgId", "PFCands_charge"),
)


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether the tree ``Events`` of a ROOT file has fat jets or candidates."""
    names = _root.branches(path).get("Events", frozenset())
    return any(name.startswith(("nFatJet", "FatJet", "PFCands_")) for name in names)


@stream_of("CMS PFNano (ROOT)")
def stream(path: Path, jets: int) -> Iterator[Constituents]:
    """Pieces of up to ``jets`` jets, read in as many events at a time.

    Candidates of ``FatJet`` (AK8) through ``FatJetPFCands``, by falling pt. PUPPI weights multiply
    the momenta, and a candidate of weight zero is none: sums over a jet are its raw pt and mass,
    before corrections. Columns: ``pid, charge, event``.

    Raises:
        ValueError: If a branch is missing (plain NanoAOD has no candidates), a link leads nowhere,
            or a jet has no candidates.
    """
    with _root.tree(path, "Events") as tree:
        lacking(tree, (*_LINKS, *_CANDIDATES, "nFatJet", "event"))
        for first in range(0, tree.entries, jets):
            piece = _piece(tree, first, min(first + jets, tree.entries))
            if len(piece):
                yield piece


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _piece(tree: _root.Tree, first: int, last: int) -> Constituents:
    jets = tree.flat("nFatJet", first, last).astype(np.int64)
    links, per_event = tree.same(_LINKS, first, last)
    candidates, counts = tree.same(_CANDIDATES, first, last)
    jet = _global(links[_LINKS[0]], per_event, jets, "jet")
    row = _global(links[_LINKS[1]], per_event, counts, "candidate")
    if len(np.unique(np.stack((jet, row)), axis=1).T) != len(jet):
        raise ValueError("a candidate that is linked to a jet twice")
    weight = candidates["PFCands_puppiWeight"].astype(np.float64)
    pt, eta, phi, mass = (candidates[name].astype(np.float64) for name in _CANDIDATES[:4])
    momenta = with_mass(pt, eta, phi, mass) * weight[:, None]
    order = np.lexsort((-(pt * weight)[row], jet))
    jet, row = jet[order], row[order]
    jet, row = jet[weight[row] != 0], row[weight[row] != 0]
    ptr = np.concatenate(([0], np.cumsum(np.bincount(jet, minlength=int(jets.sum())))))
    event = np.repeat(tree.flat("event", first, last).astype(np.int64), jets)
    return Constituents(
        momenta[row],
        ptr,
        pid=candidates["PFCands_pdgId"][row],
        charge=candidates["PFCands_charge"][row],
        event=event,
    )


def _global(index: np.ndarray, per_event: np.ndarray, counts: np.ndarray, what: str) -> np.ndarray:
    """Positions among all events of things numbered within each event."""
    event = np.repeat(np.arange(len(per_event)), per_event)
    if ((index < 0) | (index >= counts[event])).any():
        raise ValueError(f"a link to a {what} that does not exist")
    positions: np.ndarray = index + (np.cumsum(counts) - counts)[event]
    return positions
