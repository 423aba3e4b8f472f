"""JetClass and JetClass-II, and other files with the same columns, in ROOT or parquet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._padded import whole
from pyg_jets.datasets.formats._reading import extra, head, joined, lacking, stream_of
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

Columns = dict[str, tuple[np.ndarray, np.ndarray | None]]


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is ROOT or parquet with at least two of the columns of momenta."""
    if head(path, 4) == b"PAR1":
        try:
            names = set(extra("pyarrow.parquet").read_schema(path).names)
        except (OSError, ValueError):
            return False
        return len(names & set(_MOMENTUM)) >= 2
    return bool(_tree(path))


def _tree(path: str | os.PathLike[str]) -> str:
    """Name of the first tree with columns of momenta, or nothing."""
    trees = _root.branches(path).items()
    return next((name for name, names in trees if len(names & set(_MOMENTUM)) >= 2), "")


@stream_of("a JetClass file (ROOT or parquet)")
def stream(path: Path, jets: int) -> Iterator[Constituents]:
    """Pieces of up to ``jets`` jets.

    The sets of `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_ (Zenodo 6619768) and
    `arXiv:2405.12972 <https://arxiv.org/abs/2405.12972>`_, and others with their columns. Momenta
    come from ``part_px, part_py, part_pz, part_energy``: JetClass-II's ``part_deta`` has the sign
    of the jet's eta in it. ``charge`` and ``pid`` as Delphes': 11, 13, 211 with signs, 22 photons,
    0 neutral hadrons; or ``part_pid`` where there is one. ``label`` is the position in
    :data:`LABELS`, or the columns ``jet_label`` or ``label`` as they are.

    Raises:
        ValueError: If a column of the momenta is missing, or columns do not fit each other.
    """
    with _pieces(path, jets) as pieces:
        for columns in pieces:
            yield _constituents(columns)


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


@contextmanager
def _pieces(path: Path, jets: int) -> Iterator[Iterator[Columns]]:
    if head(path, 4) == b"PAR1":
        with extra("pyarrow.parquet").ParquetFile(path) as file:
            yield _parquet(file, jets)
    else:
        with _root.tree(path, _tree(path)) as tree:
            yield _root_columns(tree, jets)


def _wanted(names: Any) -> list[str]:
    lacking(names, _MOMENTUM)
    flags = (*_FLAGS, "part_isNeutralHadron") if all(flag in names for flag in _FLAGS) else ()
    fixed = (*_MOMENTUM, *flags, "part_charge", "part_pid", "jet_nparticles", "jet_label", "label")
    return [
        *(name for name in fixed if name in names),
        *(name for name in names if name.startswith("label_")),
    ]


def _root_columns(tree: _root.Tree, jets: int) -> Iterator[Columns]:
    names = _wanted(list(tree))
    for first in range(0, tree.entries, jets):
        last = min(first + jets, tree.entries)
        yield {
            name: tree.ragged(name, first, last)
            if name.startswith("part_")
            else (tree.flat(name, first, last), None)
            for name in names
        }


def _parquet(file: Any, jets: int) -> Iterator[Columns]:
    names, metadata, seen = _wanted(file.schema_arrow.names), file.metadata, 0
    for batch in file.iter_batches(jets, columns=names, use_threads=False):
        seen += len(batch)
        yield {name: _arrow(batch.column(name), name.startswith("part_")) for name in names}
    if seen != metadata.num_rows:
        raise ValueError(f"{seen} rows where the file says {metadata.num_rows}")


def _arrow(column: Any, ragged: bool) -> tuple[np.ndarray, np.ndarray | None]:
    column.validate(full=True)
    values = column.flatten() if ragged else column
    if column.null_count or values.null_count:
        raise ValueError("a column with missing values")
    counts = column.value_lengths().to_numpy().astype(np.int64) if ragged else None
    return values.to_numpy(zero_copy_only=False), counts


def _constituents(columns: Columns) -> Constituents:
    counts = columns["part_px"][1]
    assert counts is not None
    for name, (_, other) in columns.items():
        if other is not None and not np.array_equal(counts, other):
            raise ValueError(f"column {name} has other lengths than part_px")
    flat = {name: values for name, (values, _) in columns.items()}
    if "jet_nparticles" in flat and not np.array_equal(counts, flat["jet_nparticles"]):
        jet = int(np.flatnonzero(counts != flat["jet_nparticles"])[0])
        raise ValueError(f"jet {jet}: {counts[jet]} particles, not {flat['jet_nparticles'][jet]}")
    p4 = np.stack([flat[name] for name in _MOMENTUM], axis=1).astype(np.float64)
    ptr = np.concatenate(([0], np.cumsum(counts)))
    charge = whole("part_charge", flat["part_charge"]) if "part_charge" in flat else None
    return Constituents(p4, ptr, charge=charge, pid=_pid(flat, charge), label=_label(flat))


def _pid(flat: dict[str, np.ndarray], charge: np.ndarray | None) -> np.ndarray | None:
    if "part_pid" in flat:
        return whole("part_pid", flat["part_pid"])
    if charge is None or "part_isPhoton" not in flat:
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
