"""Arrays of an ``.npz`` file, whole or in pieces; no pickled objects, every checksum is read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import numpy as np

from pyg_jets.datasets.formats._limits import check_unpacked


def members(path: Path) -> set[str]:
    """Names of the arrays; none if this is no such file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {name.removesuffix(".npy") for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()


def array(path: Path, name: str) -> np.ndarray:
    """One array, whole."""
    with zipfile.ZipFile(path) as archive, _opened(path, archive, name) as file:
        shape, dtype = _header(file, archive.getinfo(f"{name}.npy").file_size)
        values = np.frombuffer(file.read(), dtype)
    return values.reshape(shape)


class Rows:
    """The rows of one array, read in order; the checksum is compared at the last one."""

    def __init__(self, path: Path, name: str) -> None:
        with ExitStack() as stack:  # what is refused is closed at once
            archive = stack.enter_context(zipfile.ZipFile(path))
            self._file = stack.enter_context(_opened(path, archive, name))
            size = archive.getinfo(f"{name}.npy").file_size
            self.shape, self._dtype = _header(self._file, size)
            self._close = stack.pop_all().close
        self._row = self._dtype.itemsize * int(np.prod(self.shape[1:], dtype=np.int64))
        self._left = self.shape[0] if self.shape else 0

    def take(self, count: int) -> np.ndarray:
        """The next ``count`` rows, or as many as are left."""
        count = min(count, self._left)
        data = self._file.read(count * self._row)
        self._left -= count
        if not self._left:
            self._file.read(1)  # the end, where the checksum is compared
        shape = (count, *self.shape[1:])
        return np.frombuffer(data, self._dtype).reshape(shape) if data else np.empty(shape)

    def __enter__(self) -> Rows:
        """Close at the end of a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the archive."""
        self._close()


def in_step(rows: list[Rows], jets: int) -> Iterator[list[np.ndarray]]:
    """Pieces of several arrays of the same length, side by side.

    Raises:
        ValueError: If their lengths differ.
    """
    lengths = [each.shape[0] for each in rows]
    if len(set(lengths)) != 1:
        raise ValueError(f"arrays of one length are needed (got {lengths})")
    for first in range(0, lengths[0], jets):
        yield [each.take(min(jets, lengths[0] - first)) for each in rows]


def _opened(path: Path, archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """One array's file, if the archive is packed as numpy packs it and not much too tightly.

    Of the other methods a few bytes may unpack to megabytes at once.
    """
    check_unpacked(path, sum(member.file_size for member in archive.infolist()))
    method = archive.getinfo(f"{name}.npy").compress_type
    if method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"arrays packed by method {method}, which numpy does not use")
    return archive.open(f"{name}.npy")


def _header(file: IO[bytes], size: int) -> tuple[tuple[int, ...], np.dtype]:
    version = np.lib.format.read_magic(file)
    read = {(1, 0): np.lib.format.read_array_header_1_0}.get(
        version, np.lib.format.read_array_header_2_0
    )
    shape, fortran, dtype = read(file)
    if dtype.hasobject or (fortran and len(shape) > 1):
        raise ValueError("arrays must be plain numbers in C order")
    if file.tell() + dtype.itemsize * int(np.prod(shape, dtype=object)) != size:
        raise ValueError("an array has another size than it says")
    return shape, dtype
