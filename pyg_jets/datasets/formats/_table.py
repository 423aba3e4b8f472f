"""Tables with a row for each jet, in ROOT (TTree, RNTuple), parquet or HDF5, by their columns."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from pyg_jets.datasets.formats import _root
from pyg_jets.datasets.formats._hdf5 import checked, is_hdf5, open_hdf5
from pyg_jets.datasets.formats._limits import check_unpacked
from pyg_jets.datasets.formats._place import file_of, inside_of
from pyg_jets.datasets.formats._reading import extra, head


class Column(NamedTuple):
    """Numbers of some rows.

    Shapes:
        - **values:** ``(rows,)``, or ``(numbers,)`` of all rows together
        - **counts:** ``(rows,)`` how many numbers each row has; None if each has one
    """

    values: np.ndarray
    counts: np.ndarray | None


Columns = dict[str, Column]


class Table(Protocol):
    """An open table: names of its columns, and their numbers a piece after the other."""

    names: list[str]

    def pieces(
        self, names: Iterable[str], rows: int, optional: Iterable[str] = ()
    ) -> Iterator[Columns]:
        """Columns by name, of at most so many rows at a time.

        Args:
            names: Columns that must hold numbers, or lists of numbers.
            rows: Of a piece.
            optional: Columns that are left out if they hold other things.
        """


@contextmanager
def opened_table(path: Path, fits: Callable[[frozenset[str]], bool]) -> Iterator[Table]:
    """The table of a file: of ROOT the first tree whose branches fit, or else the first.

    Raises:
        ValueError: If the file is of another kind.
    """
    if head(path, 4) == b"PAR1":
        if inside_of(path):
            raise ValueError(f"parquet has no tables within (got '{inside_of(path)}')")
        with extra("pyarrow.parquet").ParquetFile(file_of(path)) as file:
            yield _Parquet(file, file_of(path))
    elif is_hdf5(path):
        with open_hdf5(path) as file:
            yield _Hdf5(file, inside_of(path))
    elif head(path, 4) == b"root":
        name = _root.named(path, lambda _, held: fits(held)) or inside_of(path)
        with _root.tree(path, name) as tree:
            yield _Root(tree)
    else:
        raise ValueError("a file that is neither ROOT, parquet nor HDF5")


class _Root:
    def __init__(self, tree: _root.Tree) -> None:
        self._tree, self.names = tree, list(tree)

    def pieces(
        self, names: Iterable[str], rows: int, optional: Iterable[str] = ()
    ) -> Iterator[Columns]:
        wanted = {**dict.fromkeys(optional, False), **dict.fromkeys(names, True)}
        for first in range(0, self._tree.entries, rows):
            last = min(first + rows, self._tree.entries)
            read = {name: self._column(name, first, last, wanted[name]) for name in wanted}
            yield {name: column for name, column in read.items() if column is not None}

    def _column(self, name: str, first: int, last: int, needed: bool) -> Column | None:
        depth = self._tree.depth(name, first)
        if depth == 1:
            return Column(self._tree.flat(name, first, last), None)
        if depth == 2:
            return Column(*self._tree.ragged(name, first, last))
        return _no_numbers(name, needed)


class _Parquet:
    def __init__(self, file: Any, path: Path) -> None:
        self._file, self._path, self.names = file, path, list(file.schema_arrow.names)

    def pieces(
        self, names: Iterable[str], rows: int, optional: Iterable[str] = ()
    ) -> Iterator[Columns]:
        wanted = {**dict.fromkeys(optional, False), **dict.fromkeys(names, True)}
        self._check_size(wanted)
        seen, expected = 0, self._file.metadata.num_rows
        for batch in self._file.iter_batches(rows, columns=list(wanted), use_threads=False):
            seen += len(batch)
            read = {name: _arrow(name, batch.column(name), wanted[name]) for name in wanted}
            yield {name: column for name, column in read.items() if column is not None}
        if seen != expected:
            raise ValueError(f"{seen} rows where the file says {expected}")

    def _check_size(self, wanted: Iterable[str]) -> None:
        """A run of equal numbers takes no room in a file, packed or not: numbers are counted."""
        metadata = self._file.metadata
        _check_columns(metadata)
        parts = (
            metadata.row_group(group).column(column)
            for group in range(metadata.num_row_groups)
            for column in range(metadata.num_columns)
        )
        size = 0
        for part in parts:
            if part.path_in_schema.split(".")[0] in wanted:
                numbers = part.num_values * _BYTES.get(part.physical_type, 0)
                size += max(numbers, part.total_uncompressed_size)
        check_unpacked(self._path, size)


def _check_columns(metadata: Any) -> None:
    """Refuse what parquet ends the whole process on: damaged sizes of a column.

    Its C++ throws there where nobody catches, so a child process looks first. It does nothing else,
    and what Python can catch the parent meets by itself.
    """
    if not hasattr(os, "fork"):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside threads
        child = os.fork()
    if not child:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            for group in range(metadata.num_row_groups):
                for column in range(metadata.num_columns):
                    metadata.row_group(group).column(column)
        finally:  # nothing of the parent's may go on here
            os._exit(0)
    if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        raise ValueError("the sizes of a column are damaged")


_BYTES = {"BOOLEAN": 1, "INT32": 4, "FLOAT": 4, "INT64": 8, "DOUBLE": 8}
"""Of a number in the memory; of text parquet tells the length."""


def _arrow(name: str, column: Any, needed: bool) -> Column | None:
    column.validate(full=True)
    types = extra("pyarrow.types")
    ragged = types.is_list(column.type) or types.is_large_list(column.type)
    ragged = ragged or types.is_fixed_size_list(column.type)
    values = column.flatten() if ragged else column
    kind = values.type
    if not (types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind)):
        return _no_numbers(name, needed)
    if column.null_count or values.null_count:
        raise ValueError(f"column {name} has missing values")
    counts = column.value_lengths().to_numpy().astype(np.int64) if ragged else None
    return Column(values.to_numpy(zero_copy_only=False), counts)


class _Hdf5:
    """Data sets by their path; fields of records and last indices of cubes as ``path/field``."""

    def __init__(self, file: Any, group: str) -> None:
        self._parts: dict[str, tuple[Any, Any]] = {}
        where = file[group] if group else file
        if hasattr(where, "visititems"):
            where.visititems(self._add)
        else:
            self._add("", where)
        self.names = list(self._parts)

    def _add(self, name: str, thing: Any) -> None:
        if not hasattr(thing, "shape") or not thing.shape:
            return
        if thing.dtype.names:
            fields: Iterable[Any] = thing.dtype.names
        elif thing.ndim == 3:
            fields = range(thing.shape[2])
        else:
            self._parts[name] = (thing, None)
            return
        self._parts |= {f"{name}/{field}".lstrip("/"): (thing, field) for field in fields}

    def pieces(
        self, names: Iterable[str], rows: int, optional: Iterable[str] = ()
    ) -> Iterator[Columns]:
        wanted = {**dict.fromkeys(optional, False), **dict.fromkeys(names, True)}
        parts = {name: self._parts[name] for name in wanted}
        # Text and lists of unequal length are stored elsewhere in the file.
        data = {p.name: p if p.dtype.kind == "O" else checked(p) for p, _ in parts.values()}
        lengths = {name: len(part) for name, (part, _) in parts.items() if wanted[name]}
        if len(set(lengths.values())) > 1:
            said = ", ".join(f"{name} {length}" for name, length in lengths.items())
            raise ValueError(f"columns of one length are needed (got {said})")
        length = next(iter(lengths.values()))
        for first in range(0, length, rows):
            some = {name: part[first : first + rows] for name, part in data.items()}
            read = {
                name: _dense(name, some[part.name], field, wanted[name])
                for name, (part, field) in parts.items()
                if len(part) == length
            }
            yield {name: column for name, column in read.items() if column is not None}


def _dense(name: str, rows: np.ndarray, field: Any, needed: bool) -> Column | None:
    if field is not None:
        rows = rows[field] if isinstance(field, str) else rows[..., field]
    if rows.dtype.kind == "O" and rows.ndim == 1:  # lists of unequal length
        lists = [np.asarray(row) for row in rows]
        if all(row.ndim == 1 and row.dtype.kind in "biuf" for row in lists):
            return Column(np.concatenate(lists), np.array([len(row) for row in lists]))
    if rows.dtype.kind not in "biuf" or rows.ndim not in (1, 2):
        return _no_numbers(name, needed)
    if rows.ndim == 1:
        return Column(rows, None)
    return Column(rows.ravel(), np.full(len(rows), rows.shape[1]))


def _no_numbers(name: str, needed: bool) -> Column | None:
    if needed:
        raise ValueError(f"column {name} must hold numbers or lists of numbers (got other things)")
    return None
