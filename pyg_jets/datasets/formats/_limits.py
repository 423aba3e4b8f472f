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


def up_to_the_limit(path: Path, unpacked: Any) -> BinaryIO:
    """What a compressed file unpacks to as it is read, up to the limit.

    Args:
        path: The file.
        unpacked: What reads it as if it were not compressed.
    """
    return io.BufferedReader(_Unpacked(path, unpacked), 1 << 16)


class _Unpacked(io.RawIOBase):
    def __init__(self, path: Path, unpacked: Any) -> None:
        self._path, self._file, self._size = path, unpacked, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count: int = self._file.readinto(buffer)
        self._size += count
        check_unpacked(self._path, self._size)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()
