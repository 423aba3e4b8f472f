"""Results that are made once per content of their sources, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from pyg_jets.datasets.public.zenodo import md5_of
from pyg_jets.jobs.atomic import atomic_path
from pyg_jets.jobs.folder_lock import locked

_KNOWN = ".md5.json"


def content_key(sources: Iterable[Path], **settings: object) -> str:
    """Sixteen hexadecimal digits for the sources' content, the settings and this version.

    Content is read again only if a file's size or time of change is not what it was: what was
    read is noted in a hidden file beside the sources.

    Args:
        sources: Files of one folder, in an order that counts.
        **settings: Whatever else the result depends on; ``repr`` tells them apart.

    Raises:
        FileNotFoundError: If a source is missing.
    """
    contents = [_content(path) for path in sources]
    recipe = repr((contents, sorted(settings.items()), version("pyg_jets")))
    return hashlib.sha256(recipe.encode()).hexdigest()[:16]


def make_once(folder: Path, make: Callable[[Path], object]) -> None:
    """Fill a folder, unless it is there; processes that ask meanwhile wait for the result.

    What a killed process has left is thrown away.

    Args:
        folder: Its parent must exist.
        make: Fills the folder that it is given, which does not exist yet.
    """
    with locked(folder):
        if folder.exists():
            return
        half = folder.with_name(f".{folder.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        try:
            make(half)
            half.replace(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)


def _content(path: Path) -> str:
    """MD5 of a file, noted for the next time."""
    stat = path.stat()
    state = [stat.st_size, stat.st_mtime_ns]
    notes = path.parent / _KNOWN
    known = _read_notes(notes)
    if known.get(path.name, [None])[0] != state:
        known[path.name] = [state, md5_of(path)]
        with atomic_path(notes) as temporary:
            temporary.write_text(json.dumps(known))
    return str(known[path.name][1])


def _read_notes(notes: Path) -> dict[str, list]:
    try:
        known = json.loads(notes.read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
