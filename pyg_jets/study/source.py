"""Where a task's jets come from: the bundled sample, or a folder of the user's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeAlias

from pyg_jets.constituents import Constituents
from pyg_jets.datasets import read, sample
from pyg_jets.simulation import campaign_shards

Source: TypeAlias = str | os.PathLike[str] | None
"""A folder with jets of each kind, or None for the bundled sample."""


def jets_of_kind(kind: str, source: Source = None) -> Constituents:
    """All jets of one kind.

    Args:
        kind: Such as ``"w"``.
        source: A folder that holds, for each kind, a finished simulation (a folder of that name)
            or one file of that name in any format of :func:`pyg_jets.datasets.read`; the bundled
            sample if not given.

    Raises:
        FileNotFoundError: If the folder has nothing of that kind.
        ValueError: If there is more than one file of that kind, or as in the readers.
    """
    if source is None:
        return sample(kind)
    folder = Path(source) / kind
    if folder.is_dir():
        return Constituents.concat([Constituents.load(path) for path in campaign_shards(folder)])
    files = sorted(path for path in Path(source).glob(f"{kind}.*") if path.is_file())
    if not files:
        raise FileNotFoundError(
            f"'{source}' must hold a file or a finished simulation '{kind}' (got neither)"
        )
    if len(files) > 1:
        names = ", ".join(path.name for path in files)
        raise ValueError(f"'{source}' must hold one file of '{kind}' (got {names})")
    return read(files[0])
