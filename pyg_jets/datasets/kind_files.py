"""The jets of a kind: where a folder has them, and how they are read."""

from __future__ import annotations

import os
from pathlib import Path

import torch

from pyg_jets.datasets.kind import Kind
from pyg_jets.datasets.reading import read
from pyg_jets.datasets.sample import sample
from pyg_jets.jets.constituents import Constituents
from pyg_jets.simulation import campaign_shards


def place_of_kind(name: str, source: str | os.PathLike[str]) -> Path:
    """The file, or the folder of a finished simulation, that a folder has of one kind.

    Args:
        name: Such as ``"hbb"``, for ``hbb.root`` or a folder ``hbb``.
        source: The folder around it.

    Raises:
        FileNotFoundError: If there is neither.
        ValueError: If there is more than one file.
    """
    folder = Path(source) / name
    if folder.is_dir():
        return folder
    files = [path for path in _files(source) if _kind_of(path) == name]
    if not files:
        there = "neither" if Path(source).is_dir() else "no such folder"
        kinds = kinds_in(source)
        remedy = f": it has {', '.join(kinds)}" if kinds else ""
        raise FileNotFoundError(
            f"'{source}' must hold a file or a finished simulation '{name}' (got {there}){remedy}"
        )
    if len(files) > 1:
        names = ", ".join(path.name for path in files)
        raise ValueError(f"'{source}' must hold one file of '{name}' (got {names})")
    return files[0]


def kinds_in(source: str | os.PathLike[str]) -> list[str]:
    """Names of the kinds that a folder has files or simulations of.

    Args:
        source: The folder; one that does not exist has none.
    """
    names = {_kind_of(path) for path in _files(source)}
    names |= {path.parent.name for path in Path(source).glob("*/manifest.json")}
    return sorted(names - {""})  # hidden files have no name before their dot


def jets_of(kind: Kind) -> Constituents:
    """All jets of one kind.

    Args:
        kind: The kind.

    Raises:
        ValueError: As :func:`all_jets`.
    """
    return of_label(all_jets(kind), kind)


def all_jets(kind: Kind) -> Constituents:
    """What a kind's file holds: jets of all labels, with numbers of events.

    Where a file does not say which event a jet comes from, each is taken for one of its own.

    Args:
        kind: The kind.

    Raises:
        ValueError: If the file has jets with several labels and the kind does not say which, or no
            jets with that label; or as in the readers.
    """
    jets = _read(kind)
    _check_labels(jets, kind)
    if jets.event is not None:
        return jets
    return Constituents._from_columns({**jets._columns(), "event": torch.arange(len(jets))})


def of_label(jets: Constituents, kind: Kind) -> Constituents:
    """Those jets of a kind's file that are of the kind: all, or those with its label.

    Args:
        jets: From :func:`all_jets`, or some of them.
        kind: The kind.
    """
    if kind.label is None:
        return jets
    assert jets.label is not None  # or all_jets had refused them
    return jets[jets.label == kind.label]


def _check_labels(jets: Constituents, kind: Kind) -> None:
    """Several labels are several kinds: all of them as one would train on a wrong answer."""
    labels = [] if jets.label is None else jets.label.unique().tolist()
    if kind.label is None and len(labels) > 1:
        raise ValueError(
            f"{_place(kind)} must have jets of the kind '{kind.name}' only (got the labels "
            f"{_listed(labels)}): say which label is meant, by 'label' of a Kind or in a task file"
        )
    if kind.label is not None and kind.label not in labels:
        raise ValueError(
            f"{_place(kind)} must have jets with the label {kind.label} for the kind "
            f"'{kind.name}' (got {f'the labels {_listed(labels)}' if labels else 'no labels'})"
        )


def files_of_kind(kind: Kind) -> list[Path]:
    """The files that are read for a kind; none for jets of the bundled sample or in memory.

    Args:
        kind: The kind.
    """
    if not isinstance(kind.jets, Path):
        return []
    if kind.jets.is_file():
        return [kind.jets]
    return sorted(path for path in kind.jets.rglob("*") if path.is_file())


def _read(kind: Kind) -> Constituents:
    if kind.jets is None:
        return sample(kind.name)
    if isinstance(kind.jets, Constituents):
        return kind.jets
    path = Path(kind.jets)
    if path.is_file():
        return read(path, columns=None if kind.columns is None else dict(kind.columns))
    return Constituents.concat([Constituents.load(shard) for shard in campaign_shards(path)])


def _files(source: str | os.PathLike[str]) -> list[Path]:
    folder = Path(source)
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _kind_of(path: Path) -> str:
    return path.name.partition(".")[0]


def _place(kind: Kind) -> str:
    return f"'{kind.jets}'" if isinstance(kind.jets, Path) else f"the jets of '{kind.name}'"


def _listed(labels: list[int]) -> str:
    return ", ".join(map(str, labels[:10])) + (", ..." if len(labels) > 10 else "")
