"""Where a task's jets come from: the bundled sample, or a folder of the user's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

import torch

from pyg_jets.datasets import TASKS, binary_task, read, sample
from pyg_jets.datasets.split import Split
from pyg_jets.jets.constituents import Constituents
from pyg_jets.simulation import campaign_shards
from pyg_jets.study.reference_set import PARTS, folders_of, reference_files, reference_jets

Source: TypeAlias = str | os.PathLike[str] | None
"""A folder with jets of each kind or the top-tagging reference set; None: the bundled sample."""


def split_of_task(task: str, seed: int = 0, source: Source = None) -> Split:
    """Labelled training, validation and test jets of one task.

    Args:
        task: ``"w-qcd"``, ``"top-qcd"`` or ``"quark-gluon"``.
        seed: Of the split by event; the top-tagging reference set has a split of its own.
        source: A folder as in :func:`jets_of_kind`, or one with the top-tagging reference set
            (``train.h5``, ``val.h5``, ``test.h5``); the bundled sample if not given.

    Raises:
        FileNotFoundError: If the folder has nothing of one of the kinds, or lacks a file of the
            set.
        ValueError: As in :func:`pyg_jets.datasets.binary_task`, or the set is asked for another
            task than ``"top-qcd"``.
    """
    files = _reference(task, source)
    if not files:
        return binary_task(task, seed, partial(jets_of_kind, source=source))
    return Split(*(reference_jets(files[part], task) for part in PARTS))


def held_out_of_task(task: str, seed: int = 0, source: Source = None) -> Constituents:
    """The test jets alone; of the reference set the other files are not read.

    Args:
        task: As in :func:`split_of_task`.
        seed: As there.
        source: As there.
    """
    files = _reference(task, source)
    if not files:
        return binary_task(task, seed, partial(jets_of_kind, source=source)).test
    return reference_jets(files["test"], task)


def _reference(task: str, source: Source) -> dict[str, Path]:
    """The reference set's files, unless there are jets of the task's kinds."""
    if source is None:
        return {}
    kinds = (path for kind in task.split("-") for path in Path(source).glob(f"{kind}*"))
    named = {path.name.partition(".")[0] for path in kinds}
    return {} if named & set(task.split("-")) else reference_files(source)


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
        paths = (*Path(source).glob(f"{kind}.*"), *Path(source).glob(f"{kind}/**/*"))
        yield from sorted(path for path in paths if path.is_file())
    yield from (path for folder in folders_of(source) for path in folder.values() if path.is_file())
