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
    """An open ``h5py.File``, in which nothing leads to another file.

    Raises:
        ValueError: If a link or the numbers of a data set do, or if it unpacks to far more than its
            length.
    """
    file = extra("h5py").File(file_of(path), "r")
    try:
        _check_inside(file, Path(file_of(path)))
    except SystemError as error:  # what h5py makes of damaged links
        file.close()
        raise ValueError("links that are damaged") from error
    except BaseException:
        file.close()
        raise
    return file


def _check_inside(file: Any, path: Path) -> None:
    """Every link and every data set; links within the file lead to what is looked at anyway."""
    h5py = extra("h5py")
    links: list[tuple[str, Any]] = []
    # Only collected there: h5py turns what is raised inside into a SystemError.
    file.visititems_links(lambda name, link: links.append((name, link)))
    size = 0
    for name, link in links:
        if isinstance(link, h5py.ExternalLink):
            raise ValueError(f"'{name}' leads to the file '{link.filename}': it is not followed")
        thing = file[name] if isinstance(link, h5py.HardLink) else None
        if isinstance(thing, h5py.Dataset):
            if thing.external or thing.is_virtual:
                raise ValueError(f"the numbers of '{name}' lie in other files: they are not read")
            size += (thing.size or 0) * thing.dtype.itemsize
            check_unpacked(path, size)


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
        ValueError: If shape and storage disagree.
    """
    h5py = extra("h5py")
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
