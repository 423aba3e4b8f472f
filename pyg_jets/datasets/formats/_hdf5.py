"""HDF5 files, which have no checksums: what can be compared is compared."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pyg_jets.datasets.formats._limits import check_unpacked
from pyg_jets.datasets.formats._place import file_of
from pyg_jets.datasets.formats._reading import extra, head

_MAGIC = b"\x89HDF\r\n\x1a\n"


def open_hdf5(path: str | os.PathLike[str]) -> Any:
    """An open ``h5py.File``, of which everything lies in this file.

    Raises:
        ValueError: If there is a link in it, which may lead to any file of this machine.
    """
    file = extra("h5py").File(file_of(path), "r")
    try:
        _refuse_links(file)
    except BaseException:
        file.close()
        raise
    return file


def _refuse_links(group: Any) -> None:
    h5py = extra("h5py")
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise ValueError(f"'{name}' is a link to another place or file: links are not followed")
        # A group that holds itself would have no end: what is met below has been met above.
        if group.get(name, getclass=True) is h5py.Group and not _is_above(group, group[name]):
            _refuse_links(group[name])


def _is_above(group: Any, below: Any) -> bool:
    while group.name != "/":
        if group == below:
            return True
        group = group.parent
    return bool(group == below)


def is_hdf5(path: str | os.PathLike[str]) -> bool:
    """Whether the file begins as HDF5 files do."""
    return head(path, 8) == _MAGIC


def fits(path: str | os.PathLike[str], test: Callable[[Any], bool]) -> bool:
    """Whether this is an HDF5 file, undamaged so far, for which the test is true."""
    if not is_hdf5(path):
        return False
    try:
        with open_hdf5(path) as file:
            return bool(test(file))
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError):
        return False


def names(dataset: Any) -> list[str]:
    """Text of a data set, such as the names of another's columns."""
    return [
        text.decode("utf8", "replace") if isinstance(text, bytes) else str(text)
        for text in dataset[:].ravel()
    ]


def same_length(file: Any, needed: Iterable[str]) -> int:
    """The number of rows of several data sets.

    Raises:
        ValueError: If they differ.
    """
    lengths = {name: len(file[name]) for name in needed}
    if len(set(lengths.values())) != 1:
        said = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise ValueError(f"data sets of one length are needed (got {said})")
    return next(iter(lengths.values()))


def checked(dataset: Any) -> Any:
    """The dataset, if the file stores as much as its shape says and h5py can decompress it.

    Raises:
        ImportError: If it is compressed by a filter that h5py lacks.
        ValueError: If shape and storage disagree, the numbers lie in another file, or they are
            packed much too tightly.
    """
    h5py = extra("h5py")
    if not isinstance(dataset, h5py.Dataset):
        raise ValueError(f"'{dataset.name}' is no data set")
    if dataset.external or dataset.is_virtual:
        raise ValueError(f"'{dataset.name}' lies in other files: they are not read")
    check_unpacked(Path(dataset.file.filename), dataset.size * dataset.dtype.itemsize)
    plan = dataset.id.get_create_plist()
    for i in range(plan.get_nfilters()):
        code = plan.get_filter(i)[0]
        if not h5py.h5z.filter_avail(code):
            try:
                __import__("hdf5plugin")
            except ImportError as error:
                raise ImportError(
                    f"'{dataset.file.filename}' is compressed by HDF5 filter {code}, which h5py "
                    "lacks: pip install hdf5plugin"
                ) from error
    if dataset.chunks is None:
        expected, stored = dataset.size * dataset.dtype.itemsize, dataset.id.get_storage_size()
    else:
        expected = math.prod(
            -(-length // chunk) for length, chunk in zip(dataset.shape, dataset.chunks, strict=True)
        )
        stored = dataset.id.get_num_chunks()
    if expected != stored:
        raise ValueError(f"'{dataset.name}' of shape {dataset.shape} does not fit what is stored")
    return dataset
