"""Text that may be compressed by gzip, bzip2, xz or Zstandard, told apart by the first bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from pyg_jets.datasets.formats._limits import limited
from pyg_jets.datasets.formats._reading import extra, head


def opened(path: Path) -> BinaryIO:
    """The file to be read as if it were not compressed, up to a limit.

    Raises:
        ImportError: If what decompresses it is not installed.
    """
    opener = _opener(path)
    return path.open("rb") if opener is None else limited(opener(path), path)


def start(path: Path, size: int) -> bytes:
    """The first bytes of what is in the file; fewer if it is damaged."""
    try:
        with opened(path) as file:
            return file.read(size)
    except (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error):
        return b""


def _opener(path: Path) -> Callable[[Path], Any] | None:
    first = head(path, 6)
    for magic, opener in _OPENERS.items():
        if first.startswith(magic):
            return opener
    return None


def _zstd(path: Path) -> io.BufferedReader:
    """Python itself knows Zstandard from 3.14 on only; Arrow does for parquet."""
    arrow = extra("pyarrow")
    raw = arrow.CompressedInputStream(arrow.OSFile(str(path)), "zstd")
    return io.BufferedReader(raw, 1 << 16)


_OPENERS: dict[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
    b"\x28\xb5\x2f\xfd": _zstd,
}
