"""Kinds of jets and tasks as people write them, and the masses of resonances."""

from __future__ import annotations

from pyg_jets.plotting import TOP_MASS, W_MASS

TITLES = {"w": "W", "top": "Top", "qcd": "QCD", "quark": "Quark", "gluon": "Gluon"}
MASSES = {"w": W_MASS, "top": TOP_MASS}


def task_title(task: str) -> str:
    """The task's name for people.

    Example:
        >>> task_title("w-qcd")
        'W/QCD'
    """
    return "/".join(TITLES[kind] for kind in task.split("-"))


def labels_of(task: str) -> dict[str, int]:
    """The kinds of a task with their labels, the signal first.

    Example:
        >>> labels_of("w-qcd")
        {'w': 1, 'qcd': 0}
    """
    return dict(zip(task.split("-"), (1, 0), strict=True))
