"""HDF5 files, which have no checksums: what can be compared is compared."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from pyg_jets.datasets.formats._limits import check_unpacked
from pyg_jets.datasets.formats._reading import extra, head

_MAGIC = b"\x89HDF\r\n\x1a\n"


def open_hdf5(path: str | os.PathLike[str]) -> Any:
    """An open ``h5py.File``."""
    return extra("h5py").File(path, "r")


def is_hdf5(path: str | os.PathLike[str]) -> bool:
    """Whether the file begins as HDF5 files do."""
    return head(path, 8) == _MAGIC


def member(group: Any, name: str) -> Any:
    """What a group itself holds under a name.

    Raises:
        ValueError: If it is a link, which may lead to any file of this machine.
    """
    if not isinstance(group.get(name, getlink=True), extra("h5py").HardLink):
        raise ValueError(f"'{name}' is a link to another place or file: links are not followed")
    return group[name]


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
