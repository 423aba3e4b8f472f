"""How much a file may unpack to: a small one must not fill the memory."""

from __future__ import annotations

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


def limited(file: Any, path: Path) -> BinaryIO:
    """What a compressed file unpacks to, as it is read, up to the limit.

    Args:
        file: Gives the unpacked bytes.
        path: Of the compressed file.

    Raises:
        ValueError: When it is read beyond the limit.
    """
    return io.BufferedReader(_Limited(file, path), 1 << 16)


class _Limited(io.RawIOBase):
    def __init__(self, file: Any, path: Path) -> None:
        self._file, self._path, self._size = file, path, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._file.read(len(buffer))
        self._size += len(part)
        check_unpacked(self._path, self._size)
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()
