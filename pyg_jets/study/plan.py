"""What a study is to do: its trainings, and the stages whose results are kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

from pyg_jets.datasets import Task
from pyg_jets.datasets.pair_of_task import PairOfTask
from pyg_jets.datasets.task_name import Source
from pyg_jets.jets.trees.jet_tree import Frame
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.stages import Stages
from pyg_jets.study.task import TrainedTask, of_pair, train_task
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import RecNN

Result = TypeVar("Result")


class TrainingKey(NamedTuple):
    """What a training of a RecNN is known by.

    Attributes:
        task: Name of the task.
        cell: Of the RecNN.
        algorithm: Of the trees.
        frame: Of the features.
        seed: Of the split, the initial parameters and the order of the jets.
    """

    task: str
    cell: str
    algorithm: str
    frame: Frame
    seed: int

    @property
    def title(self) -> str:
        """For people."""
        frame = "" if self.frame == "jet" else f", {self.frame} frame"
        return f"{self.cell} cell, {self.algorithm}{frame}, seed {self.seed}"


class Job(NamedTuple):
    """One stage of a study that may run beside others.

    Attributes:
        title: For people.
        cost: In seconds of one core on the bundled sample, about: what is left is told from it.
        run: Runs the stage; the result is kept.
    """

    title: str
    cost: float
    run: Callable[[], Any]


@dataclass(frozen=True)
class Plan:
    """What a study is to do.

    Attributes:
        config: Its parts.
        stages: Where they run.
        tasks: By their names, by which results have them; see
            :func:`pyg_jets.study.tasks.tasks_by_name`.
        seeds: Of the trainings of each tagger.
        jets: At most so many of each part; None: all.
        progress: Whether trainings show a bar.
    """

    config: StudyConfig
    stages: Stages
    tasks: Mapping[str, Task]
    seeds: range
    jets: int | None = None
    progress: bool = False

    @classmethod
    def of_command(
        cls,
        tasks: Iterable[str | os.PathLike[str] | Task],
        seed: int = 0,
        seeds: int = 1,
        *,
        jets: int | None = None,
        source: Source = None,
        pair: str | None = None,
        **config: Any,
    ) -> Plan:
        """What one command is to do; no stage is kept, and trainings show a bar.

        Args:
            tasks: Each as :func:`pyg_jets.datasets.resolve_task` takes it.
            seed: Of the first training.
            seeds: Number of trainings.
            jets: At most so many of each part; None: all.
            source: Where the jets of a name's kinds are.
            pair: Of tasks of more than two kinds this one alone, such as ``w:qcd``.
            **config: Of :class:`StudyConfig`.
        """
        known, named = StudyConfig(seeds=seeds, **config), tasks_by_name(tasks, source, pair)
        return cls(known, Stages(None), named, range(seed, seed + seeds), jets, progress=True)

    def on_trees(self, task: str, frame: Frame | None = None) -> Task:
        """A task on the trees that are read.

        Args:
            task: Its name.
            frame: Of the features, such as a tagger's; None: the task's own.
        """
        return self.tasks[task].on_trees(self.config.algorithms[0], frame)

    def recnn(self, task: str, seed: int, cell: str | None = None) -> TrainingKey:
        """The training that is read, or the same with another cell than the first."""
        config = self.config
        on = self.on_trees(task, config.frames[0])
        return TrainingKey(task, cell or config.cells[0], on.algorithm, on.frame, seed)

    @property
    def recnns(self) -> list[TrainingKey]:
        """Those that are read, of every task and seed."""
        return [self.recnn(task, seed) for task in self.tasks for seed in self.seeds]

    @property
    def used_recnns(self) -> list[TrainingKey]:
        """Those that are asked what they use."""
        tasks = list(self.tasks)[: self.config.used]
        return [key for key in self.recnns if key.task in tasks]

    @property
    def other_recnns(self) -> list[TrainingKey]:
        """Those that only stand beside: other cells, trees and frames."""
        config = self.config
        return [
            other
            for key in self.recnns
            for other in (
                *(key._replace(cell=cell) for cell in config.cells[1:]),
                *(key._replace(algorithm=name) for name in config.algorithms[1:] if name),
                *(key._replace(frame=frame) for frame in config.frames[1:] if frame),
            )
            if other != key
        ]

    @property
    def training(self) -> dict[str, Any]:
        """Epochs, and whether there is a bar."""
        return {"epochs": self.config.epochs, "progress": self.progress}

    def trained(self, key: TrainingKey) -> TrainedTask:
        """One RecNN of the study, trained now or before."""
        task = self.tasks[key.task].on_trees(key.algorithm, key.frame)
        if isinstance(task, PairOfTask):
            return of_pair(self._run(task.whole, key), task, key.seed, self.jets)
        return self._run(task, key)

    @property
    def several(self) -> dict[str, Task]:
        """Tasks of more than two kinds, whose pairs stand in :attr:`tasks`."""
        pairs = [task for task in self.tasks.values() if isinstance(task, PairOfTask)]
        return {pair.whole.name: pair.whole for pair in pairs}

    def trained_of_all(self, name: str, seed: int) -> TrainedTask:
        """The RecNN of a task of more than two kinds.

        Args:
            name: Of the task, one of :attr:`several`.
            seed: Of the training.
        """
        pair = next(key for key, task in self.tasks.items() if _whole(task) == name)
        key = self.recnn(pair, seed)
        return self._run(self.several[name].on_trees(key.algorithm, key.frame), key)

    def _run(self, task: Task, key: TrainingKey) -> TrainedTask:
        options: dict[str, Any] = {"seed": key.seed, "jets": self.jets, **self.training}
        run = partial(train_task, task, build=partial(RecNN, cell=key.cell), **options)
        return self.stage("train", run, **key._replace(task=task.name)._asdict())

    def of_trainings(self, read: Callable[[TrainingKey], Result]) -> dict[str, list[Result]]:
        """By task what is read of each of its trainings."""
        return {task: [read(self.recnn(task, seed)) for seed in self.seeds] for task in self.tasks}

    def of_used(self, read: Callable[[TrainingKey], Result]) -> dict[str, list[Result]]:
        """The same of those that are asked what they use."""
        result: dict[str, list[Result]] = {}
        for key in self.used_recnns:
            result.setdefault(key.task, []).append(read(key))
        return result

    def stage(self, name: str, run: Callable[[], Result], **settings: Any) -> Result:
        """What a stage gives, run now or before.

        Args:
            name: Of the stage.
            run: Does it.
            **settings: What its result depends on beside the epochs and the jets, whose bytes the
                stages know.
        """
        given = {"epochs": self.config.epochs, "jets": self.jets}
        key = {"stage": name, **given, **settings}
        return self.stages(key, run)


def _whole(task: Task) -> str | None:
    return task.whole.name if isinstance(task, PairOfTask) else None
