"""Stages of a study that are not run again while what goes into them is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from joblib import Memory

from pyg_jets.datasets import KINDS, Kind, Task
from pyg_jets.jets.constituents import Constituents

Result = TypeVar("Result")


class Stages:
    """Runs stages, or takes their results from an earlier run; joblib keeps them.

    A stage is known by its name, its settings, the bytes of the jets and the version of this
    package. Changes of code under one version are not noticed: remove the folder to begin anew.

    Args:
        folder: Where results are kept; None: nowhere. Read only folders that you wrote: they hold
            pickles.
        tasks: Of the study; none for jets of the bundled sample.
    """

    def __init__(self, folder: Path | None, tasks: Sequence[Task] = ()) -> None:
        self.memory = Memory(folder, verbose=0)
        self.origin = {"version": version("pyg_jets"), "source": fingerprint(tasks)}

    def __call__(self, settings: dict[str, Any], run: Callable[[], Result]) -> Result:
        """What a stage gives.

        Args:
            settings: All that its result depends on, its name among it.
            run: Does it; the result must be one that can be pickled.
        """
        stage = self.memory.cache(_stage, ignore=["run"])
        result: Result = stage({**settings, **self.origin}, run)
        return result


def _stage(key: dict[str, Any], run: Callable[[], Any]) -> Any:  # noqa: ARG001 (joblib reads it)
    return run()


def fingerprint(tasks: Sequence[Task]) -> str:
    """What changes with the tasks and their jets: all they say, names and bytes of their files.

    Args:
        tasks: Any number.
    """
    if all(_is_of_the_sample(task) for task in tasks):
        return "bundled sample"
    digest = hashlib.sha256()
    for task in tasks:
        said = [replace(kind, jets=None) for kind in task.kinds]
        digest.update(repr((task.name, said, task.algorithm, task.frame)).encode())
        for kind in task.kinds:
            if isinstance(kind.jets, Constituents):
                for name, column in kind.jets._columns().items():
                    digest.update(name.encode() + column.numpy().tobytes())
        for path in task.files:
            digest.update(path.name.encode())
            with path.open("rb") as file:
                digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def _is_of_the_sample(task: Task) -> bool:
    """Whether its name says all: tasks of the sample on other trees, for example, are others."""
    names = task.name.split("-")
    return set(names) <= set(KINDS) and task == Task(task.name, [Kind(name) for name in names])
