"""What a ROOT file unpacks to while it is read: uproot tells the size of all that it unpacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets.datasets.formats._limits import check_unpacked
from pyg_jets.datasets.formats._reading import extra


class Unpacked:
    """What a file has unpacked to: at once, and in all that was taken from it.

    Args:
        path: Of the file.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path, self._now, self._taken = Path(path), 0, 0

    def begin(self) -> None:
        """Read something else: what was unpacked before is gone."""
        self._now = 0

    def add(self, size: int) -> None:
        """So many bytes more are unpacked now, whether they are needed or not.

        Raises:
            ValueError: If that is far more than jets unpack to.
        """
        self._now += size
        check_unpacked(self._path, self._now)

    def take(self, values: np.ndarray) -> np.ndarray:
        """Numbers that are kept.

        Raises:
            ValueError: If all of them are far more than jets unpack to.
        """
        self._taken += values.nbytes
        check_unpacked(self._path, self._taken)
        return values


_READ_NOW: ContextVar[Unpacked | None] = ContextVar("read now", default=None)


@contextmanager
def counted(unpacked: Unpacked) -> Iterator[None]:
    """Count what uproot unpacks at once in the block, in which nothing may be yielded.

    Raises:
        ValueError: Before too much is unpacked.
    """
    extra("uproot").compression.decompress.hook_before_block = _before_block
    unpacked.begin()
    token = _READ_NOW.set(unpacked)
    try:
        yield
    finally:
        _READ_NOW.reset(token)


def _before_block(*, uncompressed_bytes: int, num_blocks: int, **_: Any) -> None:
    """What uproot calls; the size is that of all blocks of a basket, a page or an object."""
    unpacked = _READ_NOW.get()
    if unpacked is not None and num_blocks == 0:
        unpacked.add(int(uncompressed_bytes))
