"""JetClass and JetClass-II, and other files with the same columns, in ROOT or parquet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import extra, head, joined, lacking, stream_of
from pyg_jets.datasets.formats._table import Columns, opened_table
from pyg_jets.jets.border.arrays import whole
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

LABELS = (
    *("label_QCD", "label_Hbb", "label_Hcc", "label_Hgg", "label_H4q", "label_Hqql"),
    *("label_Zqq", "label_Wqq", "label_Tbqq", "label_Tbl"),
)
"""Columns of JetClass' ten classes; their positions are the integers in ``label``."""

_MOMENTUM = ("part_px", "part_py", "part_pz", "part_energy")
_FLAGS = {
    "part_isElectron": (11, -1),
    "part_isMuon": (13, -1),
    "part_isPhoton": (22, 0),
    "part_isChargedHadron": (211, 1),
}
"""PDG code of each kind of particle, and the sign of the code of a positive one."""


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is ROOT or parquet with at least two of the columns of momenta."""
    if head(path, 4) == b"PAR1":
        try:
            names = set(extra("pyarrow.parquet").read_schema(path).names)
        except (OSError, ValueError):
            return False
        return _fits(frozenset(names))
    return bool(_root.named(path, lambda _, held: _fits(held)))


def _fits(held: frozenset[str]) -> bool:
    return len(held & set(_MOMENTUM)) >= 2


@stream_of("a JetClass file (ROOT or parquet)")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    The sets of `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_ (Zenodo 6619768) and
    `arXiv:2405.12972 <https://arxiv.org/abs/2405.12972>`_, and others with their columns. Momenta
    come from ``part_px, part_py, part_pz, part_energy``: JetClass-II's ``part_deta`` has the sign
    of the jet's eta in it. ``charge`` and ``pid`` as Delphes': 11, 13, 211 with signs, 22 photons,
    0 neutral hadrons; or ``part_pid`` where there is one. ``label`` is the position in
    :data:`LABELS`, or the columns ``jet_label`` or ``label`` as they are. Other columns that begin
    with ``part_`` (impact parameters, flags), ``jet_``, ``label_`` or ``aux_`` keep their names.

    Raises:
        ValueError: If a column of the momenta is missing, or columns do not fit each other.
    """
    with opened_table(path, _fits) as table:
        lacking(table.names, _MOMENTUM)
        needed, optional = _extra(table.names)
        for columns in table.pieces(needed, jets, optional):
            yield _piece(columns)


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _extra(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Columns that must hold numbers if they are there, and those that are kept if they do."""
    kinds = ("part_", "jet_", "label_", "aux_", "label")
    there = [name for name in names if name.startswith(kinds)]
    used = {*_MOMENTUM, *_FLAGS, "part_charge", "part_pid", "jet_nparticles", "jet_label", "label"}
    needed = [name for name in there if name in used or name.startswith("label_")]
    return needed, [name for name in there if name not in needed]


def _piece(columns: Columns) -> Piece:
    counts = columns["part_px"].counts
    if counts is None:
        raise ValueError("column part_px must hold a list for each jet (got one number)")
    particles, of_jets = {}, {}
    for name, column in columns.items():
        if name.startswith("part_"):
            if column.counts is None or not np.array_equal(counts, column.counts):
                raise ValueError(f"column {name} has other lengths than part_px")
            particles[name] = column.values
        elif column.counts is None:
            of_jets[name] = column.values
    p4 = np.stack([particles.pop(name) for name in _MOMENTUM], axis=1).astype(np.float64)
    real = (p4 != 0).any(1)
    if "jet_nparticles" in of_jets:
        _check_counts(of_jets["jet_nparticles"], counts, real)
    return Piece(p4, counts, real, _with_codes(particles), _with_label(of_jets))


def _with_codes(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns of the particles, and what they say of charge and PDG code."""
    own: dict[str, np.ndarray] = {}
    if "part_charge" in columns:
        own["charge"] = whole("part_charge", columns.pop("part_charge"))
    pid = _pid(columns, own.get("charge"))
    columns.pop("part_pid", None)
    return {**columns, **own, **({} if pid is None else {"pid": pid})}


def _with_label(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns of the jets, and the class that they say."""
    label = _label(columns)
    columns.pop("label", None)  # a name that is taken
    return columns if label is None else {**columns, "label": label}


def _check_counts(said: np.ndarray, counts: np.ndarray, real: np.ndarray) -> None:
    """What ``jet_nparticles`` says is the number of particles, with padding or without."""
    jet = np.repeat(np.arange(len(counts)), counts)
    particles = np.bincount(jet[real], minlength=len(counts))
    wrong = np.flatnonzero((said != counts) & (said != particles))
    if len(wrong):
        raise ValueError(f"jet {wrong[0]}: {particles[wrong[0]]} particles, not {said[wrong[0]]}")


def _pid(flat: dict[str, np.ndarray], charge: np.ndarray | None) -> np.ndarray | None:
    if "part_pid" in flat:
        return whole("part_pid", flat["part_pid"])
    if charge is None or not all(flag in flat for flag in _FLAGS):
        return None
    pid = np.zeros(len(charge), np.int64)
    for flag, (code, sign) in _FLAGS.items():
        pid += (flat[flag] != 0) * code * (sign * np.sign(charge) if sign else 1)
    return pid


def _label(flat: dict[str, np.ndarray]) -> np.ndarray | None:
    names = [name for name in flat if name.startswith("label_")]
    if not names:
        given = next((name for name in ("jet_label", "label") if name in flat), None)
        return None if given is None else whole(given, flat[given])
    if set(names) <= set(LABELS):
        names = list(LABELS)
    no = np.zeros(len(next(flat[name] for name in names if name in flat)))
    one_hot = np.stack([flat.get(name, no) != 0 for name in names], axis=1)
    if (one_hot.sum(1) != 1).any():
        jet = int(np.flatnonzero(one_hot.sum(1) != 1)[0])
        raise ValueError(f"jet {jet}: one of {', '.join(names)} must be 1 (got {one_hot[jet]})")
    position: np.ndarray = one_hot.argmax(1)
    return position
