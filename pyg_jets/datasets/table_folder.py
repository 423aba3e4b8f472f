"""A folder with tables of one's own: where the jets of a task's kinds are, and what is in them."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pyg_jets.datasets.own_table import check_mapping


class TableFolder(os.PathLike[str]):
    """A folder for tasks by their names whose files are read by a mapping of names onto columns.

    It may stand wherever a ``source`` is taken.

    Args:
        folder: With a file of each kind, ``hbb.root`` for ``"hbb"``.
        columns: As in :func:`pyg_jets.datasets.read`; the same for all files.

    Raises:
        TypeError: If ``columns`` maps other things than text onto text.
        ValueError: If momenta cannot be made of what it names, or it names a column twice.

    Example:
        >>> columns = dict(px="part_px", py="part_py", pz="part_pz", E="part_energy")
        >>> os.fspath(TableFolder("jets", columns))
        'jets'
    """

    def __init__(self, folder: str | os.PathLike[str], columns: Mapping[str, str]) -> None:
        check_mapping(columns)
        self.folder, self.columns = os.fspath(folder), dict(columns)

    def __fspath__(self) -> str:
        """The folder."""
        return self.folder

    def __str__(self) -> str:
        """The folder, for messages."""
        return self.folder

    def __repr__(self) -> str:
        """As it was made."""
        return f"{type(self).__name__}({self.folder!r}, {self.columns!r})"
