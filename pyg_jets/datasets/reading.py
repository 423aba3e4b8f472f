"""Files of any known format -> :class:`pyg_jets.Constituents`."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from itertools import chain
from types import ModuleType
from typing import Any

from pyg_jets.datasets import formats, own_table
from pyg_jets.datasets.files import Files, files_of
from pyg_jets.datasets.formats._reading import joined
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder


def read(
    path: Files,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    finder: JetFinder | None = None,
    **options: Any,
) -> Constituents:
    """Jets of a file, or of several as one sample.

    Padding is never a particle, jets without particles are left out with a warning that says how
    many, and what is damaged is refused.

    Args:
        path: A file; ``file:tree`` for one tree of a ROOT file; a pattern such as
            ``"jets/*.root"``; or a list of them.
        format: A name in ``datasets.formats.__all__``; by default the content of each file tells.
        columns: For a table of one's own in ROOT (TTree, RNTuple), parquet or HDF5: names onto its
            columns, such as ``{"px": "part_px", ..., "d0": "part_d0val"}``. Momenta are px, py or
            pt, phi; pz, eta or rapidity; E or mass. Other names become columns.
        finder: How jets are found in events (``"delphes"``, ``"hepmc"``, ``"hepmc_root"``,
            ``"edm4hep"``); by default anti-kt with R = 0.8, pt above 200 GeV and pseudorapidity
            below 2.5.
        options: What else ``stream`` of the format takes, such as ``collection="Jet"`` of
            ``"pfnano"``.

    Raises:
        ImportError: If the format needs a package that is not installed.
        OSError: If a file cannot be opened.
        TypeError: If the path is none, or ``columns`` no mapping.
        ValueError: If a file is of no known format or damaged, there are no jets, the files have
            different columns, a column is missing (the message lists those that are there), or
            the format does not take an option.
    """
    files = files_of(path)
    pieces = stream(files, format, columns, jets=10_000, finder=finder, **options)
    if finder is None and columns is None and _module(files[0], format).FINDS_JETS:
        finder = JetFinder()  # for the message if there are no jets
    return joined(", ".join(files), pieces, finder)


def stream(
    path: Files,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    jets: int = 10_000,
    finder: JetFinder | None = None,
    **options: Any,
) -> Iterator[Constituents]:
    """Jets of files in pieces, for what is larger than memory; see :func:`read`.

    Args:
        path: As in :func:`read`.
        format: A name in ``datasets.formats.__all__``; by default the content tells.
        columns: As in :func:`read`.
        jets: Most jets of a piece; events are read in as many at a time.
        finder: How jets are found in events.
        options: As in :func:`read`.

    Raises:
        ValueError: As :func:`read`; pieces before the damage have been given by then.
    """
    files = files_of(path)
    if columns is not None:
        if format is not None or finder is not None or options:
            given = "format" if format is not None else "finder" if finder else min(options)
            raise ValueError(f"'{given}' must be left out for a table of one's own with 'columns'")
        own_table.check_mapping(columns)
        return chain.from_iterable(own_table.stream(file, jets, columns) for file in files)
    opened = _opened(files[0], format, jets, finder, options)  # the first is refused at once
    return _pieces(opened, files[1:], format, jets, finder, options)


def recognise(path: str | os.PathLike[str]) -> str | None:
    """Name of the format that a file has by its content, or None."""
    return next((name for name in formats.__all__ if _get(name).recognises(path)), None)


def _pieces(first: Iterator[Constituents], files: list[str], *how: Any) -> Iterator[Constituents]:
    yield from first
    for file in files:
        yield from _opened(file, *how)


def _opened(
    file: str, format: str | None, jets: int, finder: JetFinder | None, options: dict[str, Any]
) -> Iterator[Constituents]:
    module = _module(file, format)
    pieces: Iterator[Constituents] = module.stream(file, jets, **_options(module, finder, options))
    return pieces


def _module(path: str, format: str | None) -> ModuleType:
    known = ", ".join(formats.__all__)
    if format is not None and format not in formats.__all__:
        raise ValueError(f"'format' must be one of {known} (got '{format}')")
    name = format or recognise(path)
    if name is None:
        raise ValueError(
            f"'{path}' must be a file of a known format: {known} (its content fits none; "
            "if it is damaged, name the format to see why)"
        )
    return _get(name)


def _get(name: str) -> ModuleType:
    module: ModuleType = getattr(formats, name)
    return module


def _options(
    module: ModuleType, finder: JetFinder | None, options: dict[str, Any]
) -> dict[str, Any]:
    name = module.__name__.rpartition(".")[2]
    if finder is not None and not module.FINDS_JETS:
        raise ValueError(f"'finder' is for formats of events (got a file of jets, '{name}')")
    taken = [*inspect.signature(module.stream).parameters][2:]
    if unknown := sorted(options.keys() - {*taken} | options.keys() & {"finder"}):
        raise ValueError(
            f"files of the format '{name}' take no '{unknown[0]}' "
            f"(got it; they take {', '.join(taken) or 'nothing'})"
        )
    return {**options, **({} if finder is None else {"finder": finder})}
