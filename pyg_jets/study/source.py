"""Where a task's jets come from: the bundled sample, or a folder of the user's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import torch

from pyg_jets.constituents import Constituents
from pyg_jets.datasets import TASKS, read, sample
from pyg_jets.simulation import campaign_shards

Source: TypeAlias = str | os.PathLike[str] | None
"""A folder with jets of each kind, or None for the bundled sample."""


def jets_of_kind(kind: str, source: Source = None) -> Constituents:
    """All jets of one kind.

    Where a file does not say which event a jet comes from, each is taken for one of its own.

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
    path = place_of_kind(kind, source)
    if path.is_dir():
        return Constituents.concat([Constituents.load(shard) for shard in campaign_shards(path)])
    jets = read(path)
    if jets.event is not None:
        return jets
    return Constituents._from_columns({**jets._columns(), "event": torch.arange(len(jets))})


def place_of_kind(kind: str, source: str | os.PathLike[str]) -> Path:
    """The file or folder with the jets of one kind.

    Args:
        kind: Such as ``"w"``.
        source: The folder around it.

    Raises:
        FileNotFoundError: If there is neither.
        ValueError: If there is more than one file.
    """
    folder = Path(source) / kind
    if folder.is_dir():
        return folder
    files = sorted(path for path in Path(source).glob(f"{kind}.*") if path.is_file())
    if not files:
        raise FileNotFoundError(
            f"'{source}' must hold a file or a finished simulation '{kind}' (got neither)"
        )
    if len(files) > 1:
        names = ", ".join(path.name for path in files)
        raise ValueError(f"'{source}' must hold one file of '{kind}' (got {names})")
    return files[0]


def files_of(source: str | os.PathLike[str]) -> Iterator[Path]:
    """All files in a folder that may hold jets of a task.

    Args:
        source: The folder.
    """
    for kind in sorted({kind for task in TASKS for kind in task.split("-")}):
        found = (*Path(source).glob(f"{kind}.*"), *Path(source).glob(f"{kind}/**/*"))
        yield from sorted(path for path in found if path.is_file())
