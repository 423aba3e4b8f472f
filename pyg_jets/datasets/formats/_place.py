"""``file:tree``: a file, and what is meant in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def file_of(path: str | os.PathLike[str]) -> Path:
    """The file of ``file`` or ``file:tree``."""
    return _parts(path)[0]


def opened_file(path: str | os.PathLike[str]) -> BinaryIO:
    """The file of ``file`` or ``file:tree``, to be read as bytes.

    Raises:
        OSError: If it cannot be opened, or is a pipe or another thing that is no file: who waits
            there may wait for ever.
    """
    file = file_of(path)
    if file.is_fifo() or file.is_socket() or file.is_char_device() or file.is_block_device():
        raise OSError(f"'{path}' must be a file (got a pipe, a socket or a device)")
    return file.open("rb")


def inside_of(path: str | os.PathLike[str]) -> str:
    """The tree of ``file:tree``; nothing for a file alone, also one with a colon in its name."""
    return _parts(path)[1].strip("/")


def _parts(path: str | os.PathLike[str]) -> tuple[Path, str]:
    file, colon, inside = os.fspath(path).rpartition(":")
    if not colon or Path(path).exists() or not Path(file).is_file():
        return Path(path), ""
    return Path(file), inside
