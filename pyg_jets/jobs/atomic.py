"""Files appear whole under their final name or not at all."""

from __future__ import annotations

import json
import os
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

_LONGEST_KEPT = 40
"""Letters of a name that the temporary one begins with, which must not be the longer one."""


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
    suffix = path.suffix if len(path.suffix) <= _LONGEST_KEPT else ""
    stem = path.stem[:_LONGEST_KEPT]
    temporary = path.with_name(f".{stem}-{uuid.uuid4().hex[:8]}{suffix}")
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


def check_names(path: str | os.PathLike[str], longest: int = 255) -> None:
    """Refuse a path that no file system takes, before it is asked.

    Args:
        path: What is going to be written.
        longest: Bytes of the name of a file or a folder.

    Raises:
        OSError: If a part of the name is too long.
    """
    for part in Path(path).parts:
        if (length := len(os.fsencode(part))) > longest:
            raise OSError(
                f"a name must have at most {longest} bytes (got {length} in '{part[:20]}...')"
            )


def check_writable(path: str | os.PathLike[str], folder: str | os.PathLike[str]) -> None:
    """Refuse a name that cannot be written: before the work, not after it.

    Args:
        path: What is going to be written.
        folder: The nearest folder above it that exists.

    Raises:
        OSError: If nothing can be written there, or a part of the name is too long.
    """
    check_names(path, os.pathconf(folder, "PC_NAME_MAX"))
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(f"'{path}' must be where files can be written (got: {error})") from None


def check_folder(path: str | os.PathLike[str]) -> None:
    """Refuse a folder in which nothing can be written: before the work, not after it.

    Args:
        path: May be there already.

    Raises:
        NotADirectoryError: If it, or what it would lie in, is a file.
        OSError: As in :func:`check_writable`.
    """
    check_names(path)
    above = Path(path).absolute().parents
    there = next(each for each in (Path(path), *above) if os.path.lexists(each))
    if not there.is_dir():
        raise NotADirectoryError(f"'{path}' must be a folder (got the file '{there}')")
    check_writable(path, there)


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
    from safetensors import SafetensorError
    from safetensors.torch import save_file

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
