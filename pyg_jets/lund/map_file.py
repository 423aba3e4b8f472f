"""Maps of the Lund plane as files of numbers: CSV for programs, YAML for HEPData."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from pyg_jets.jobs.atomic import save_text
from pyg_jets.lund.difference import check_same_bins
from pyg_jets.lund.plane import LundPlane

SUFFIXES = (".csv", ".yaml")
"""Of the files that :func:`save_maps` writes."""

QUANTITIES = (("mean", "error"), ("density", "density_error"))
"""What is written of every map, each with its error."""

DIGITS = 8
"""Significant ones: more than any map knows, and the same on every machine."""


def save_maps(path: str | os.PathLike[str], maps: Mapping[str, LundPlane]) -> None:
    """Write maps of the same bins, every bin with its edges, mean, density, and their errors.

    All bins with entries are written, those with few, too: ``entries`` says how many they have.

    In CSV a row is a bin of a map. The YAML is a data table of `HEPData
    <https://hepdata-submission.readthedocs.io/en/latest/data_yaml.html>`_: the two axes are
    independent variables, mean and density of each map are dependent ones with the map's name as
    qualifier, and ``-`` stands where a map has no entry or no error.

    Args:
        path: The file, with the ending ``.csv`` or ``.yaml``.
        maps: By name.

    Raises:
        ValueError: If the ending is another, there is no map, or bins differ.
        FileNotFoundError: If the folder of ``path`` does not exist.
    """
    suffix = Path(path).suffix
    if suffix not in SUFFIXES:
        raise ValueError(f"a file of maps must end in .csv or .yaml (got '{Path(path).name}')")
    if not maps:
        raise ValueError("'maps' must hold at least one map (got none)")
    first, *others = maps.values()
    for other in others:
        check_same_bins(first.histogram.axes, other.histogram.axes)
    save_text(path, _csv(maps) if suffix == ".csv" else _hepdata(maps))


def _csv(maps: Mapping[str, LundPlane]) -> str:
    x, y = next(iter(maps.values())).axis_names
    ends = [f"{axis} {end}" for axis in (x, y) for end in ("low", "high")]
    titles = [title for pair in QUANTITIES for title in (pair[0], pair[1].replace("_", " "))]
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write(["map", *ends, "entries", *titles])
    for name, plane in maps.items():
        columns = [getattr(plane, quantity) for pair in QUANTITIES for quantity in pair]
        for bin_ in np.argwhere(plane.entries > 0):
            edges = [number for low_high in _edges(plane, bin_) for number in low_high]
            entries = _number(plane.entries[tuple(bin_)])
            write([name, *edges, entries, *(_cell(column, bin_) for column in columns)])
    return text.getvalue()


def _hepdata(maps: Mapping[str, LundPlane]) -> str:
    first = next(iter(maps.values()))
    filled = np.any([plane.entries > 0 for plane in maps.values()], axis=0)
    bins = np.argwhere(filled)
    axes = [
        {
            "header": {"name": name},
            "values": [
                dict(zip(("low", "high"), _edges(first, bin_)[number], strict=True))
                for bin_ in bins
            ],
        }
        for number, name in enumerate(first.axis_names)
    ]
    variables = [
        {
            "header": {"name": quantity},
            "qualifiers": [{"name": "map", "value": name}],
            "values": [
                _value(getattr(plane, quantity), getattr(plane, error), bin_) for bin_ in bins
            ],
        }
        for name, plane in maps.items()
        for quantity, error in QUANTITIES
    ]
    table = {"independent_variables": axes, "dependent_variables": variables}
    return str(yaml.safe_dump(table, sort_keys=False, allow_unicode=True))


def _edges(plane: LundPlane, bin_: Sequence[int] | np.ndarray) -> list[tuple[float, float]]:
    return [
        (_number(edges[number]), _number(edges[number + 1]))
        for edges, number in zip(plane.edges, bin_, strict=True)
    ]


def _number(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _cell(values: np.ma.MaskedArray, bin_: np.ndarray) -> float | str:
    value = values[tuple(bin_)]
    return "" if value is np.ma.masked else _number(value)


def _value(values: np.ma.MaskedArray, errors: np.ma.MaskedArray, bin_: np.ndarray) -> Any:
    value, error = _cell(values, bin_), _cell(errors, bin_)
    if value == "":
        return {"value": "-"}
    if error == "":
        return {"value": value}
    return {"value": value, "errors": [{"symerror": error, "label": "statistical"}]}
