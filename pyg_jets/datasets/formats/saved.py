"""Files that ``Constituents.save`` wrote."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from safetensors import safe_open

from pyg_jets.datasets.formats._reading import head, joined, stream_of
from pyg_jets.jets.border.checks import check_momenta
from pyg_jets.jets.constituents import FILE_FORMAT, Constituents

FINDS_JETS = False


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether the header of a safetensors file names this format."""
    length = int.from_bytes(head(path, 8), "little")
    if not 0 < length <= Path(path).stat().st_size:
        return False
    try:
        header = json.loads(head(path, 8 + length)[8:])
        return bool(header["__metadata__"]["format"] == FILE_FORMAT)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


@stream_of("a file that Constituents.save wrote")
def stream(path: Path, jets: int) -> Iterator[Constituents]:
    """Pieces of up to ``jets`` jets, with all columns; the file is mapped, not loaded.

    Raises:
        ValueError: If it is truncated, damaged or was not written by ``Constituents.save``.
    """
    if not recognises(path):
        raise ValueError("another header")
    with safe_open(path, framework="pt") as file:
        whole = Constituents._mapped({key: file.get_tensor(key) for key in file.keys()})  # noqa: SIM118
    for first in range(0, len(whole), jets):
        piece = whole[first : first + jets]
        check_momenta(piece.p4, piece.ptr)
        yield piece


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))
