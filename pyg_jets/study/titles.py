"""Kinds of jets and tasks by their names, as people write them."""

from __future__ import annotations

from pyg_jets.datasets.kind import mass_of, title_of

__all__ = ["labels_of", "mass_of", "task_title", "title_of"]


def task_title(task: str) -> str:
    """The task's name for people.

    Example:
        >>> task_title("w-qcd")
        'W/QCD'
    """
    return "/".join(title_of(kind) for kind in task.split("-"))


def labels_of(task: str) -> dict[str, int]:
    """The kinds of a task with their labels, the signal first.

    Example:
        >>> labels_of("w-qcd")
        {'w': 1, 'qcd': 0}
    """
    return dict(zip(task.split("-"), (1, 0), strict=True))
