"""Two kinds of a task of more, for what reads one kind against another."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from itertools import combinations
from typing import Any

from pyg_jets.datasets.task import Task
from pyg_jets.jets.trees.jet_tree import Frame


@dataclass(frozen=True)
class PairOfTask(Task):
    """Two kinds whose tagger is that of the whole task, read as one against the other.

    Args:
        whole: The task of all kinds, on the same trees.

    Raises:
        ValueError: If a kind is not one of the whole task's.

    Example:
        >>> [pair.name for pair in pairs_of(Task.named("w-top-qcd"))]
        ['w-top-qcd_w-top', 'w-top-qcd_w-qcd', 'w-top-qcd_top-qcd']
    """

    _: KW_ONLY
    whole: Task

    def __post_init__(self) -> None:
        """Refuse kinds that are not there."""
        super().__post_init__()
        for kind in self.kinds:
            if kind not in self.whole.kinds:
                raise ValueError(
                    f"a pair must be of kinds of the task '{self.whole.name}', "
                    f"{', '.join(self.whole.classes)} (got '{kind.name}')"
                )

    @property
    def target(self) -> tuple[int, int]:
        """The labels of both kinds in the whole task, signal first."""
        signal, background = (self.whole.labels[kind.name] for kind in self.kinds)
        return signal, background

    @property
    def title(self) -> str:
        """Both kinds, and of which task they are."""
        return f"{super().title} of {self.whole.title}"

    def on_trees(self, algorithm: str | Any | None = None, frame: Frame | None = None) -> Task:
        """The same pair on other trees, see :meth:`pyg_jets.Task.on_trees`.

        Args:
            algorithm: As there.
            frame: As there.
        """
        whole = self.whole.on_trees(algorithm, frame)
        return replace(self, algorithm=whole.algorithm, frame=whole.frame, whole=whole)


def pairs_of(task: Task, pair: str | None = None) -> list[Task]:
    """The task itself if it has two kinds, else one for each pair of them.

    Args:
        task: The task.
        pair: Of a task of more kinds that one alone, such as ``w:qcd``, the signal first.

    Raises:
        ValueError: If the task has more kinds, and no such pair.
    """
    if len(task.kinds) == 2:
        return [task]
    named = {kind.name: kind for kind in task.kinds}
    names = tuple(combinations(named, 2)) if pair is None else (tuple(pair.split(":")),)
    if len(set(names[0]) & set(named)) != 2 or len(names[0]) != 2:
        raise ValueError(
            f"'--target' must be a pair of kinds of the task '{task.name}' with ':' between, of "
            f"{', '.join(named)} (got '{pair}')"
        )
    return [
        PairOfTask(
            f"{task.name}_{'-'.join(two)}",
            (named[two[0]], named[two[1]]),
            task.algorithm,
            task.frame,
            whole=task,
        )
        for two in names
    ]
