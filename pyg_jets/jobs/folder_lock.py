"""One process at a time. The kernel holds these locks: one dies with the process that took it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: str | os.PathLike[str]) -> Iterator[None]:
    """Wait until no other process is in such a block for ``path``; a dead one does not count.

    The lock is on a hidden file beside ``path``, which stays.

    Args:
        path: What the block is going to write; its folder must exist.
    """
    path = Path(path)
    with path.with_name(f".{path.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def only_writer(folder: str | os.PathLike[str]) -> Iterator[None]:
    """Hold a folder until the block ends; nothing is written for it.

    Args:
        folder: It must exist.

    Raises:
        OSError: If another process holds it, which is not disturbed.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: str | os.PathLike[str]) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OSError(
            f"'{folder}' is in use by another run: wait until it ends, or choose another folder"
        ) from None
