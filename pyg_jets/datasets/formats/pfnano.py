"""CMS PFNano, BTVNano and NanoAOD from version 15 on: jets with links to their candidates."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._momenta import momenta_of
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

_TABLES = ("PFCands", "PFCand")
"""Tables of candidates: PFNano's; NanoAOD's, whose pt and mass are weighted by PUPPI already."""
_LINKS = ("pFCandsIdx", "pfCandIdx", "PFCandIdx", "candIdx")
_MOMENTUM = ("pt", "eta", "phi", "mass")
_USED = (*_MOMENTUM, "pdgId", "charge")
_OF_JETS = (
    *("pt", "eta", "phi", "mass", "rawFactor", "msoftdrop", "tau1", "tau2", "tau3", "tau4"),
    *("nConstituents", "hadronFlavour", "nBHadrons", "nCHadrons"),
)
_CHARGED = (11, 13, 211)


@dataclass(frozen=True)
class _Names:
    """Branches that are read, and whether PUPPI weights are to be multiplied."""

    table: str
    number: str
    jet: str
    link: str
    weighs: bool
    extra: tuple[str, ...]
    of_jets: tuple[str, ...]

    def of(self, *names: str) -> tuple[str, ...]:
        """Branches of the candidates."""
        return tuple(f"{self.table}_{name}" for name in names)


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether the tree ``Events`` of a ROOT file has fat jets or candidates."""
    return bool(_tree(path))


def _tree(path: str | os.PathLike[str]) -> str:
    starts = ("nFatJet", "FatJet", "PFCands_", "PFCand_")
    return _root.named(
        path, lambda name, held: name == "Events" and any(b.startswith(starts) for b in held)
    )


@stream_of("CMS PFNano or NanoAOD with candidates (ROOT)")
def stream(
    path: Path, jets: int, collection: str = "FatJet", puppi: bool | None = None
) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets, read in as many events at a time.

    Candidates of the jets through their links, by falling pt: those of `PFNano
    <https://github.com/cms-jet/PFNano>`_ (``PFCands``, ``FatJetPFCands``), times their PUPPI
    weights, or of NanoAOD v15 (``PFCand``, ``FatJetPFCand``), whose pt and mass are weighted in the
    file. A candidate of weight zero is none: sums over a jet are its raw pt and mass, before
    corrections. Columns: ``pid, charge, event``; without a branch of charges they follow from the
    codes. Other branches of the candidates, such as weights and vertices, and the jets' kinematics
    and substructure keep their names.

    Args:
        path: The file.
        jets: Of a piece.
        collection: ``"FatJet"`` (AK8), or another that has links, such as ``"Jet"`` (AK4).
        puppi: Whether PUPPI weights multiply the momenta; by default as above.

    Raises:
        ValueError: If a branch is missing (NanoAOD before version 15 has no candidates), a link
            leads nowhere, or it is not said whether weights are in the momenta.
    """
    with _root.tree(path, _tree(path) or "Events") as tree:
        names = _names(tree, collection, puppi)
        for first in range(0, tree.entries, jets):
            yield _piece(tree, names, first, min(first + jets, tree.entries))


def read(
    path: str | os.PathLike[str], collection: str = "FatJet", puppi: bool | None = None
) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000, collection, puppi))


def _names(tree: _root.Tree, collection: str, puppi: bool | None) -> _Names:
    table = next((name for name in _TABLES if f"{name}_pt" in tree), _TABLES[0])
    links = f"{collection}{table}"
    _check_links(tree, collection, table)
    link = next((name for name in _LINKS if f"{links}_{name}" in tree), _LINKS[0])
    weight = f"{table}_puppiWeight"
    if puppi is None and table == "PFCand" and weight in tree:
        raise ValueError(
            f"'puppi' must say whether the pt of {table} is to be multiplied by {weight} (True) "
            "or is weighted already (False); compare sums over a jet with its raw pt"
        )
    weighs = table == "PFCands" if puppi is None else puppi
    names = _Names(
        table,
        number=f"n{collection}",
        jet=f"{links}_jetIdx",
        link=f"{links}_{link}",
        weighs=weighs,
        extra=tuple(name for name in tree if _is_extra(tree, name, table)),
        of_jets=tuple(n for n in (f"{collection}_{end}" for end in _OF_JETS) if n in tree),
    )
    needed = names.of(*_MOMENTUM, "pdgId", *(("puppiWeight",) if weighs else ()))
    lacking(tree, (names.jet, names.link, *needed, names.number, "event"))
    return names


def _is_extra(tree: _root.Tree, name: str, table: str) -> bool:
    """Whether a branch holds one more number of each candidate."""
    start, _, end = name.partition("_")
    return start == table and end not in _USED and tree.depth(name, 0) == 2


def _check_links(tree: _root.Tree, collection: str, table: str) -> None:
    """Say which jets have candidates if these have none."""
    end = f"{table}_jetIdx"
    ends = (name.removesuffix(end) for name in tree if name.endswith(end))
    others = [name for name in ends if f"n{name}" in tree]
    if others and collection not in others:
        kinds = {"Jet": "'Jet' (AK4)", "FatJet": "'FatJet' (AK8)"}
        raise ValueError(
            f"no candidates of '{collection}'; collection= takes "
            f"{', '.join(kinds.get(name, repr(name)) for name in others)}"
        )


def _piece(tree: _root.Tree, names: _Names, first: int, last: int) -> Piece:
    jets = tree.flat(names.number, first, last).astype(np.int64)
    links, per_event = tree.same((names.jet, names.link), first, last)
    held = tuple(name for name in names.of(*_MOMENTUM, "pdgId", "charge") if name in tree)
    weights = names.of("puppiWeight") if names.weighs else ()
    candidates, counts = tree.same((*held, *weights), first, last)
    jet = _global(links[names.jet], per_event, jets, "jet")
    row = _global(links[names.link], per_event, counts, "candidate")
    if len(np.unique(np.stack((jet, row)), axis=1).T) != len(jet):
        raise ValueError("a candidate that is linked to a jet twice")
    polar = {n: candidates[name] for n, name in zip(_MOMENTUM, names.of(*_MOMENTUM), strict=True)}
    weight = candidates[weights[0]] if weights else np.ones(len(polar["pt"]))
    order = np.lexsort((-(polar["pt"] * weight)[row], jet))
    jet, row = jet[order], row[order]
    sizes = np.bincount(jet, minlength=int(jets.sum()))
    # Stored masses are rounded: slightly negative ones count as zero.
    polar["mass"] = np.maximum(polar["mass"], 0)
    p4 = momenta_of({name: values[row] for name, values in polar.items()}, sizes)
    p4 *= weight[row][:, None]
    pid, charge = candidates[f"{names.table}_pdgId"], candidates.get(f"{names.table}_charge")
    own = {"pid": pid, "charge": _charge(pid) if charge is None else charge}
    own |= tree.same(names.extra, first, last, counts)[0]
    of_jets = tree.same(names.of_jets, first, last, jets)[0]
    event = np.repeat(tree.flat("event", first, last).astype(np.int64), jets)
    particles = {name: values[row] for name, values in own.items()}
    return Piece(p4, sizes, particles=particles, jets={**of_jets, "event": event})


def _charge(pid: np.ndarray) -> np.ndarray:
    """Of electrons, muons and charged hadrons; all other candidates are neutral."""
    size = np.abs(pid)
    sign: np.ndarray = np.sign(pid) * np.where(size < 100, -1, 1) * np.isin(size, _CHARGED)
    return sign


def _global(index: np.ndarray, per_event: np.ndarray, counts: np.ndarray, what: str) -> np.ndarray:
    """Positions among all events of things numbered within each event."""
    event = np.repeat(np.arange(len(per_event)), per_event)
    if ((index < 0) | (index >= counts[event])).any():
        raise ValueError(f"a link to a {what} that does not exist")
    positions: np.ndarray = index + (np.cumsum(counts) - counts)[event]
    return positions
