"""How much a file may unpack to: a small one must not fill the memory."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any, BinaryIO

MOST = 100
"""Times its length on disk: padded jets shrink twenty times, zeros alone a thousand times."""

ALWAYS = 1 << 26
"""Bytes that any file may unpack to."""


def check_unpacked(path: Path, size: int) -> None:
    """Refuse a file that would unpack to far more than jets do.

    Args:
        path: The file.
        size: Bytes that it unpacks to, as it says itself.

    Raises:
        ValueError: If it is more than ``MOST`` times what lies on disk, and not little.
    """
    most = unpacked_at_most(path)
    if size > most:
        raise ValueError(
            f"{size:,} bytes packed into {path.stat().st_size:,}, more than {MOST} times: if you "
            "trust it, write it again without compression"
        )


def unpacked_at_most(path: Path) -> int:
    """Bytes that a file may unpack to."""
    return max(MOST * path.stat().st_size, ALWAYS)


def open_gzip(path: Path) -> BinaryIO:
    """A file of gzip, unpacked as it is read, up to the limit."""
    return io.BufferedReader(_Unpacked(path), 1 << 16)


class _Unpacked(io.RawIOBase):
    def __init__(self, path: Path) -> None:
        self._path, self._size = path, 0
        self._file = gzip.GzipFile(path, "rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(buffer)
        self._size += count
        check_unpacked(self._path, self._size)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()
