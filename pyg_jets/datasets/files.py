"""Which files a path, a pattern or a list of them means."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from typing import Any, TypeAlias

from pyg_jets.datasets.formats._place import file_of

Files: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""A file, ``file:tree``, a pattern such as ``"jets/*.root"``, or several of them."""


def files_of(path: Files) -> list[str]:
    """The files, each as ``file`` or ``file:tree``; those of a pattern by name.

    Raises:
        FileNotFoundError: If a pattern fits no file.
        TypeError: If it is neither a path nor several.
        ValueError: If it is an empty list.
    """
    if isinstance(path, str | os.PathLike):
        return _matching(os.fspath(path))
    given: Any = path  # bytes give integers one by one
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        raise TypeError(
            "'path' must be a file, a pattern such as 'jets/*.root' or a list of them "
            f"(got {type(path).__name__})"
        )
    files = [file for part in path for file in files_of(_one(part))]
    if not files:
        raise ValueError("'path' must name at least one file (got an empty list)")
    return files


def _one(part: Any) -> str | os.PathLike[str]:
    if isinstance(part, str | os.PathLike):
        return part
    raise TypeError(f"'path' must list files (got {type(part).__name__} in the list)")


def _matching(text: str) -> list[str]:
    if file_of(text).exists() or not glob.has_magic(text):
        return [text]
    if files := _fitting(text):
        return files
    pattern, colon, inside = text.rpartition(":")
    files = _fitting(pattern) if colon else []
    if not files:
        raise FileNotFoundError(f"no file fits the pattern '{text}'")
    return [f"{file}:{inside}" for file in files]


def _fitting(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  (it may begin with "/")
