"""Names of tables and figures, which become names of files."""

from __future__ import annotations

from pathlib import Path


def check_file_name(name: str) -> None:
    """Refuse a name that would lead out of the folder, or be no file in it.

    Raises:
        ValueError: If it is empty, has a part of a path in it, or is hidden.
    """
    if not name or Path(name).name != name or name.startswith(".") or "\0" in name:
        raise ValueError(f"a name must be that of a file, without a folder (got '{name}')")
