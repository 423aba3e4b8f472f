"""Tables of one's own: a mapping of names onto the columns of a file says what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats._momenta import momenta_of
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import lacking, stream_of
from pyg_jets.datasets.formats._table import Column, opened_table
from pyg_jets.jets.border.momenta import coordinates

_MASK = "mask"


def check_mapping(columns: Mapping[str, str]) -> None:
    """Refuse what is no mapping of names onto columns, before a file is opened.

    Raises:
        TypeError: If it is no mapping of text onto text.
        ValueError: If momenta cannot be made of what it names, or it names a column twice.
    """
    if not isinstance(columns, Mapping):
        raise TypeError(f"'columns' must map names to columns (got {type(columns).__name__})")
    for name, column in columns.items():
        if not (isinstance(name, str) and isinstance(column, str) and name and column):
            raise TypeError(f"'columns' must map names to columns (got {name!r}: {column!r})")
    coordinates(list(columns))
    named = list(columns.values())
    if twice := sorted({column for column in named if named.count(column) > 1}):
        names = ", ".join(name for name, column in columns.items() if column == twice[0])
        raise ValueError(f"'columns' must name each column once (got '{twice[0]}' for {names})")


@stream_of("a table with a row for each jet (ROOT, parquet or HDF5)")
def stream(path: Path, jets: int, columns: Mapping[str, str]) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    Momenta come from px and py, or pt and phi; pz, eta or rapidity; E or mass, in GeV, as lists of
    any length or padded with zeros (or where ``mask`` is 0). ``pid``, ``charge``, ``label``,
    ``event`` and ``weight`` go to their places, and any other name is a column of the particles if
    it holds lists, else of the jets.

    Args:
        path: The file, or ``file:tree``; in HDF5 also ``file:group``.
        jets: Of a piece.
        columns: Name -> column: a branch of ROOT, a column of parquet, a data set of HDF5, of which
            ``"data/field"`` is a field of records and ``"data/3"`` a last index.

    Raises:
        ValueError: If a column is missing, holds other things than numbers, or has another length.
    """
    with opened_table(path, frozenset(columns.values()).issubset) as table:
        lacking(table.names, columns.values())
        for piece in table.pieces(columns.values(), jets):
            yield _piece({name: piece[column] for name, column in columns.items()}, columns)


def _piece(named: dict[str, Column], columns: Mapping[str, str]) -> Piece:
    places = coordinates(list(named))
    first = next(iter(places.values()))
    counts = named[first].counts
    if single := [columns[name] for name in places.values() if named[name].counts is None]:
        raise ValueError(f"column {single[0]} must hold a list for each jet (got one number)")
    lists = {name: column for name, column in named.items() if column.counts is not None}
    for name, column in lists.items():
        if not np.array_equal(column.counts, counts):  # type: ignore[arg-type]  # none is None
            raise ValueError(f"column {columns[name]} has other lengths than {columns[first]}")
    values = {name: column.values for name, column in lists.items()}
    real = _real(values, places)
    momenta = {key: np.where(real, values.pop(name), 0) for key, name in places.items()}
    values.pop(_MASK, None)
    of_jets = {name: column.values for name, column in named.items() if column.counts is None}
    return Piece(momenta_of(momenta, counts), counts, real, values, of_jets)


def _real(values: Mapping[str, np.ndarray], places: Mapping[str, str]) -> np.ndarray:
    """Where particles are: what is not masked, and not padded."""
    keys = ("pt",) if "pt" in places else ("px", "py", "pz", "E")
    sizes = [values[places[key]] for key in keys if key in places]
    real: np.ndarray = np.any([size != 0 for size in sizes], axis=0)
    if _MASK in values:
        if not np.isin(values[_MASK], (0, 1)).all():
            raise ValueError("a mask must be 1 where there is a particle, else 0")
        real &= values[_MASK] == 1
    return real
