"""A folder knows whether it is whole: a record that says so is written last.

A run that fills a folder first puts down that it is not finished, and at the end which files there
are and how long they are. A killed run leaves the first, which is refused where the folder is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from pyg_jets.jobs.atomic import save_text

RECORD = "finished.json"
_FORMAT = "pyg_jets.finished"


def begin(folder: str | os.PathLike[str]) -> None:
    """Say on disk that the folder is not finished, before its first file is written."""
    _write(Path(folder), finished=False, files={})


def finish(folder: str | os.PathLike[str], files: Iterable[str | os.PathLike[str]]) -> None:
    """Say on disk that the folder is whole.

    Args:
        folder: Where the files are.
        files: All that the run has written there.
    """
    folder = Path(folder)
    names = sorted(str(Path(file).relative_to(folder)) for file in files)
    _write(folder, finished=True, files={name: (folder / name).stat().st_size for name in names})


def begun(folder: str | os.PathLike[str]) -> bool:
    """Whether a run that was to fill the folder has not come to its end."""
    record = Path(folder) / RECORD
    return record.exists() and not _finished(record)


def check_whole(folder: str | os.PathLike[str], remedy: str) -> None:
    """Refuse a folder that a run has not finished, or that has lost files since.

    A folder without a record was filled by hand, and is taken as it is.

    Args:
        folder: The folder.
        remedy: What to do, for the message.

    Raises:
        ValueError: If it is not whole, or the record is damaged.
    """
    folder = Path(folder)
    record = folder / RECORD
    if not record.exists():
        return
    if not _finished(record):
        raise ValueError(
            f"'{folder}' must be finished (got what an interrupted run left, or one that is still "
            f"at work): {remedy}"
        )
    for name, size in _read(record)["files"].items():
        file = folder / name
        if not file.is_file() or file.stat().st_size != size:
            got = f"{file.stat().st_size} bytes" if file.is_file() else "no such file"
            raise ValueError(
                f"'{file}' must have the {size} bytes that were written (got {got}): {remedy}"
            )


def _finished(record: Path) -> bool:
    return bool(_read(record)["finished"])


def _read(record: Path) -> dict:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        if content["format"] != _FORMAT or not isinstance(content["finished"], bool):
            raise ValueError("it has another format")
        for name, size in content["files"].items():
            str(name), int(size)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"'{record}' must be the record of a folder (got: {error}): remove the folder"
        ) from error
    return dict(content)


def _write(folder: Path, *, finished: bool, files: dict[str, int]) -> None:
    content = {"format": _FORMAT, "finished": finished, "files": files}
    save_text(folder / RECORD, json.dumps(content, indent=1) + "\n")
