"""Files appear whole under their final name or not at all, and from one process at a time."""

from __future__ import annotations

import fcntl
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary name beside ``path``; rename it to ``path`` when the block ends well.

    After an exception the temporary file is removed and whatever stood under ``path`` is as before.

    Args:
        path: The final name; its folder must exist.

    Raises:
        FileNotFoundError: If the folder of ``path`` does not exist.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"the folder of '{path}' must exist before the file is written")
    # The suffix stays last: writers such as matplotlib read the format off it.
    temporary = path.with_name(f".{path.stem}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def made_folder(folder: str | os.PathLike[str]) -> Iterator[Path]:
    """Make a folder and those above; when the block ends an empty one that is new is gone again.

    Args:
        folder: May be there already.
    """
    folder = Path(folder)
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        if new:
            with suppress(OSError):  # it holds something
                folder.rmdir()


def save_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a whole text file (UTF-8) or none.

    Raises:
        FileNotFoundError: If the folder of ``path`` does not exist.
    """
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def save_tensors(
    path: str | os.PathLike[str], tensors: Mapping[str, Tensor], metadata: Mapping[str, str]
) -> None:
    """Write a whole safetensors file or none; of the same content always the same bytes.

    Raises:
        FileNotFoundError: If the folder of ``path`` does not exist.
        OSError: If it cannot be written, on a full disk for one.
    """
    contiguous, places = {}, set()
    for name, tensor in tensors.items():
        whole = tensor.contiguous()
        # The format refuses what is twice in one place; columns of a mapped file are not.
        contiguous[name] = whole.clone() if whole.data_ptr() in places else whole
        places.add(whole.data_ptr())
    with atomic_path(path) as temporary:
        try:
            # The library leaves a file that only its owner can read.
            temporary.touch()
            mode = temporary.stat().st_mode
            save_file(contiguous, temporary, metadata=dict(metadata))
            _sort_metadata(temporary)
            temporary.chmod(mode)
        except SafetensorError as error:
            raise OSError(f"'{path}' could not be written ({error})") from error


def _sort_metadata(path: Path) -> None:
    """The library writes metadata in another order in every process; here it is that of the names.

    The header is eight bytes with its length and JSON, padded with spaces: in another order it is
    as long as before, and the tensors stay where they are.
    """
    with path.open("r+b") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        if "__metadata__" in header:
            header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
        text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
        assert len(text) <= length
        file.seek(8)
        file.write(text.ljust(length))


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
