"""Jets of a task by its name and a folder, before a task is made of them."""

from __future__ import annotations

from pyg_jets.datasets import Kind, Split, Task, resolve_task
from pyg_jets.datasets.kind_files import jets_of, place_of_kind
from pyg_jets.datasets.task import Source
from pyg_jets.jets.constituents import Constituents

__all__ = ["Source", "held_out_of_task", "jets_of_kind", "place_of_kind", "split_of_task"]


def split_of_task(task: str | Task, seed: int = 0, source: Source = None) -> Split[Constituents]:
    """Labelled training, validation and test jets of one task, before clustering.

    Args:
        task: As :func:`pyg_jets.datasets.resolve_task` takes it.
        seed: Of the split by event; the top-tagging reference set has a split of its own.
        source: Folder with the jets of a task by name, as :meth:`pyg_jets.Task.named` takes it.

    Raises:
        FileNotFoundError: As in :meth:`pyg_jets.Task.named`.
        ValueError: As there, or in :meth:`pyg_jets.Task.constituents`.
    """
    return resolve_task(task, source).constituents(seed)


def held_out_of_task(task: str | Task, seed: int = 0, source: Source = None) -> Constituents:
    """The test jets alone; of the reference set the other files are not read.

    Args:
        task: As in :func:`split_of_task`.
        seed: As there.
        source: As there.
    """
    return resolve_task(task, source).held_out(seed)


def jets_of_kind(kind: str, source: Source = None) -> Constituents:
    """All jets of one kind.

    Args:
        kind: Such as ``"w"``.
        source: A folder as :meth:`pyg_jets.Task.named` takes it; the bundled sample if not given.

    Raises:
        FileNotFoundError: If the folder has nothing of that kind.
        ValueError: If there is more than one file of that kind, or as in the readers.
    """
    return jets_of(Kind(kind, jets=None if source is None else place_of_kind(kind, source)))
