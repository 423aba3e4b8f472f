"""A task from what a user has for one: a name, a file, or the task."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from pyg_jets.datasets.kind import Kind
from pyg_jets.datasets.split import Split
from pyg_jets.datasets.task import Task
from pyg_jets.datasets.task_file import SUFFIXES
from pyg_jets.datasets.task_name import Source
from pyg_jets.jets.constituents import Constituents


def resolve_task(task: str | os.PathLike[str] | Task, source: Source = None) -> Task:
    """A task from what a user has for it.

    Args:
        task: A task, a name as in :meth:`Task.named`, or a path as in :meth:`Task.from_file`.
        source: Where the jets of a name's kinds are.

    Raises:
        ValueError: If there is a source for a task that has its jets, or as in the two.
    """
    in_file = not isinstance(task, Task) and Path(task).suffix.lower() in SUFFIXES
    if source is not None and (in_file or isinstance(task, Task)):
        what = task.name if isinstance(task, Task) else task
        raise ValueError(
            f"'source' is for tasks by their names (got it with '{what}', which says where its "
            "jets are)"
        )
    if isinstance(task, Task):
        return task
    return Task.from_file(task) if in_file else Task.named(os.fspath(task), source)


def binary_task(
    task: str | Task, seed: int = 0, kind: Callable[[str], Constituents] | None = None
) -> Split[Constituents]:
    """Labelled jets of one task before clustering: signal 1, background 0, split by event.

    Args:
        task: A task, or what :func:`resolve_task` takes for one.
        seed: Of the split.
        kind: Gives all jets of a kind by its name, for a task by name; by default those of the
            bundled sample.

    Raises:
        ValueError: If the task is unknown or has more than two kinds, or as in
            :meth:`Task.constituents`.
    """
    if kind is not None and isinstance(task, str):
        task = Task(task, [Kind(name, jets=kind(name)) for name in task.split("-")])
    task = resolve_task(task)
    if len(task.kinds) != 2:
        raise ValueError(
            f"a binary task must have two kinds (got {len(task.kinds)} in '{task.name}'): "
            "Task.constituents takes more"
        )
    return task.constituents(seed)
