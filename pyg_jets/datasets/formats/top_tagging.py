"""The top-tagging reference set: a pandas table in HDF5, read without pandas."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets.datasets.formats._hdf5 import checked, fits, open_hdf5
from pyg_jets.datasets.formats._pickles import load
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

_LABEL = "is_signal_new"


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an HDF5 file in which pandas keeps a table."""
    return fits(path, lambda file: _group(file) is not None)


@stream_of("a file of the top-tagging reference set (HDF5)")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets, with ``label`` 1 for top quarks.

    The set of `arXiv:1902.09914 <https://arxiv.org/abs/1902.09914>`_ (Zenodo 2603256): columns
    ``E_0, PX_0, PY_0, PZ_0, ...`` in GeV, zero where there is no particle, and ``is_signal_new``;
    in either layout of pandas, ``"table"`` or ``"fixed"``.

    Raises:
        ImportError: If it is compressed by a filter that h5py lacks.
        ValueError: If a column is missing or the file is damaged.
    """
    with open_hdf5(path) as file:
        group = _group(file)
        if group is None:
            raise ValueError("no table of pandas")
        rows, blocks, take = (_table if "table" in group else _fixed)(group)
        place = {name: (block, i) for block in blocks for i, name in enumerate(blocks[block])}
        if "0" in place and "PX_0" not in place:
            raise ValueError(
                f"a table of {len(place)} numbered columns: LHC Olympics files hold pt, eta, phi "
                "of the 700 particles of an event, not jets"
            )
        slots = max(sum(name.startswith(f"{part}_") for name in place) for part in _MOMENTUM)
        names = [f"{part}_{slot}" for slot in range(max(slots, 1)) for part in _MOMENTUM]
        lacking(place, (*names, _LABEL))
        for first in range(0, rows, jets):
            yield _piece(take(first, first + jets), place, names)


_MOMENTUM = ("PX", "PY", "PZ", "E")


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _piece(
    data: dict[str, np.ndarray], place: dict[str, tuple[str, int]], names: list[str]
) -> Piece:
    columns = [data[place[name][0]][:, place[name][1]] for name in names]
    p4 = np.stack(columns, axis=1).astype(np.float64).reshape(len(columns[0]), -1, 4)
    block, column = place[_LABEL]
    return Piece(p4, jets={"label": data[block][:, column]})


def _group(file: Any) -> Any:
    """The group in which pandas keeps its table."""
    for name in file:
        group = file[name]
        if hasattr(group, "keys") and {"table", "axis0", "block0_values"} & set(group):
            return group
    return None


Layout = tuple[int, dict[str, list[str]], Callable[[int, int], dict[str, np.ndarray]]]


def _table(group: Any) -> Layout:
    """Rows, names of the columns in each block, and a function that reads some rows."""
    table = checked(group["table"])
    if int(table.attrs.get("NROWS", -1)) != len(table):
        raise ValueError("a table whose number of rows differs from what it says")
    blocks = {}
    for field in table.dtype.names or ():
        names = table.attrs.get(f"{field}_kind")
        blocks[field] = _names(names) if field.startswith("values_block_") else [field]
        width = int(np.prod(table.dtype[field].shape, dtype=np.int64))
        if width != len(blocks[field]):
            raise ValueError(f"{len(blocks[field])} names for {width} columns of '{field}'")

    def take(first: int, last: int) -> dict[str, np.ndarray]:
        rows = table[first:last]
        return {field: rows[field].reshape(len(rows), -1) for field in blocks}

    return len(table), blocks, take


def _fixed(group: Any) -> Layout:
    """The same for the layout with one data set for each type of numbers."""
    values = {name: checked(group[name]) for name in group if name.endswith("_values")}
    blocks = {
        name: [_text(item) for item in checked(group[name.replace("_values", "_items")])[:]]
        for name in values
    }
    rows = len(checked(group["axis1"]))
    for name, block in values.items():
        if block.shape != (rows, len(blocks[name])):
            raise ValueError(f"'{name}' of shape {block.shape} for {rows} rows")

    def take(first: int, last: int) -> dict[str, np.ndarray]:
        return {name: block[first:last] for name, block in values.items()}

    return rows, blocks, take


def _names(attribute: Any) -> list[str]:
    """PyTables pickles what HDF5 has no type for, such as a list of names."""
    if attribute is None:
        raise ValueError("a table of pandas without the names of its columns")
    raw = bytes(attribute) if not isinstance(attribute, str) else attribute.encode("latin1")
    names = load(io.BytesIO(raw), len(raw))
    return [_text(name) for name in names]


def _text(name: Any) -> str:
    # Text of anything else could be long beyond all limits: lists of lists of lists.
    if not isinstance(name, bytes | str | np.integer):
        raise ValueError(f"a {type(name).__name__} where the name of a column was expected")
    return name.decode("latin1") if isinstance(name, bytes) else str(name)
