"""``file:tree``: a file, and what is meant in it."""

from __future__ import annotations

import os
from pathlib import Path


def file_of(path: str | os.PathLike[str]) -> Path:
    """The file of ``file`` or ``file:tree``."""
    return _parts(path)[0]


def inside_of(path: str | os.PathLike[str]) -> str:
    """The tree of ``file:tree``; nothing for a file alone, also one with a colon in its name."""
    return _parts(path)[1].strip("/")


def _parts(path: str | os.PathLike[str]) -> tuple[Path, str]:
    file, colon, inside = os.fspath(path).rpartition(":")
    if not colon or Path(path).exists() or not Path(file).is_file():
        return Path(path), ""
    return Path(file), inside
