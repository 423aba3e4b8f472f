"""The tasks that stand side by side in a study or a command, resolved once."""

from __future__ import annotations

import os
from collections.abc import Iterable

from pyg_jets.datasets import TASKS, Task, resolve_task
from pyg_jets.datasets.pair_of_task import pairs_of
from pyg_jets.datasets.task_name import Source


def tasks_by_name(
    tasks: Iterable[str | os.PathLike[str] | Task],
    source: Source = None,
    pair: str | None = None,
) -> dict[str, Task]:
    """Tasks with two kinds each, by the names that results have for them.

    A task of more kinds becomes one task for each pair of them, whose tagger is that of all kinds
    (:class:`pyg_jets.datasets.pair_of_task.PairOfTask`).

    Args:
        tasks: Each as :func:`pyg_jets.datasets.resolve_task` takes it.
        source: Where the jets of a name's kinds are.
        pair: Of tasks of more kinds this one alone, such as ``w:qcd``.

    Raises:
        FileNotFoundError: As in :meth:`pyg_jets.Task.named` and :meth:`pyg_jets.Task.from_file`.
        ValueError: As there, or if there is no task, no such pair of one, two have one name, one
            has a name of the paper's but other kinds, or they have different trees or frames.

    Example:
        >>> tasks_by_name(["w-qcd"])["w-qcd"].title
        'W/QCD'
    """
    resolved = [two for task in tasks for two in pairs_of(resolve_task(task, source), pair)]
    if not resolved:
        raise ValueError("there must be a task, such as w-qcd (got none)")
    names = [task.name for task in resolved]
    for task in resolved:
        if (times := names.count(task.name)) > 1:
            raise ValueError(
                f"tasks must have different names (got '{task.name}' {times} times): a task file "
                "may have a 'name'"
            )
        if task.name in TASKS and list(task.labels) != task.name.split("-"):
            raise ValueError(
                f"'{task.name}' is the paper's name of {' against '.join(task.name.split('-'))} "
                f"(got it for {', '.join(task.labels)}): give the task another name"
            )
    # Taggers of one task are transferred to the others, and read on their jets.
    trees = {(str(task.algorithm), task.frame): task.name for task in resolved}
    if len(trees) > 1:
        listed = "; ".join(f"{name}: {', '.join(form)}" for form, name in trees.items())
        raise ValueError(
            f"tasks side by side must have the same trees and the same frame (got {listed})"
        )
    return dict(zip(names, resolved, strict=True))
