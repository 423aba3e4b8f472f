"""Files of any known format -> :class:`pyg_jets.Constituents`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from pyg_jets.datasets import formats
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.jet_finding import JetFinder


def read(
    path: str | os.PathLike[str],
    format: str | None = None,
    *,
    finder: JetFinder | None = None,
) -> Constituents:
    """Jets of a file.

    Padding is never a particle, and what is damaged is refused.

    Args:
        path: The file.
        format: A name in ``datasets.formats.__all__``; by default the content tells.
        finder: How jets are found in events (``"delphes"``, ``"hepmc"``); by default anti-kt with
            R = 0.8, pt above 200 GeV and pseudorapidity below 2.5.

    Raises:
        ImportError: If the format needs a package that is not installed.
        OSError: If the file cannot be opened.
        ValueError: If it is of no known format, damaged, or has no jets.
    """
    module = _module(path, format)
    jets: Constituents = module.read(path, **_options(module, finder))
    return jets


def stream(
    path: str | os.PathLike[str],
    format: str | None = None,
    *,
    jets: int = 10_000,
    finder: JetFinder | None = None,
) -> Iterator[Constituents]:
    """Jets of a file in pieces, for files larger than memory; see :func:`read`.

    Args:
        path: The file.
        format: A name in ``datasets.formats.__all__``; by default the content tells.
        jets: Most jets of a piece; events are read in as many at a time.
        finder: How jets are found in events.

    Raises:
        ValueError: As :func:`read`; pieces before the damage have been given by then.
    """
    module = _module(path, format)
    pieces: Iterator[Constituents] = module.stream(path, jets, **_options(module, finder))
    return pieces


def recognise(path: str | os.PathLike[str]) -> str | None:
    """Name of the format that a file has by its content, or None."""
    return next((name for name in formats.__all__ if _get(name).recognises(path)), None)


def _module(path: str | os.PathLike[str], format: str | None) -> ModuleType:
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


def _options(module: ModuleType, finder: JetFinder | None) -> dict[str, Any]:
    if finder is None:
        return {}
    if not module.FINDS_JETS:
        name = module.__name__.rpartition(".")[2]
        raise ValueError(f"'finder' is for formats of events (got a file of jets, '{name}')")
    return {"finder": finder}
