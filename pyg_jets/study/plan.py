"""What a study is to do: its trainings, and the stages whose results are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

from pyg_jets.jets.jet_tree import Frame
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.source import Source
from pyg_jets.study.stages import Stages
from pyg_jets.study.task import TrainedTask, train_task
from pyg_jets.taggers import RecNN

Result = TypeVar("Result")


class TrainingKey(NamedTuple):
    """What a training of a RecNN is known by.

    Attributes:
        task: Of the jets.
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
    def settings(self) -> dict[str, Any]:
        """All of it but the cell, as :func:`pyg_jets.study.train_task` has it but for the task."""
        return {"algorithm": self.algorithm, "frame": self.frame, "seed": self.seed}

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
        tasks: Names of the tasks.
        seeds: Of the trainings of each tagger.
        on: The jets: ``jets`` and ``source`` of :func:`pyg_jets.study.train_task`.
        progress: Whether trainings show a bar.
    """

    config: StudyConfig
    stages: Stages
    tasks: Sequence[str]
    seeds: range
    on: dict[str, Any]
    progress: bool = False

    @classmethod
    def of_command(
        cls,
        tasks: Sequence[str],
        seed: int = 0,
        seeds: int = 1,
        *,
        jets: int | None = None,
        source: Source = None,
        **config: Any,
    ) -> Plan:
        """What one command is to do; no stage is kept, and trainings show a bar.

        Args:
            tasks: Names of the tasks.
            seed: Of the first training.
            seeds: Number of trainings.
            jets: At most so many of each part; None: all.
            source: Folder of other jets.
            **config: Of :class:`StudyConfig`.
        """
        on = {"jets": jets, "source": source}
        known = StudyConfig(seeds=seeds, **config)
        return cls(known, Stages(None), tasks, range(seed, seed + seeds), on, progress=True)

    def recnn(self, task: str, seed: int, cell: str | None = None) -> TrainingKey:
        """The training that is read, or the same with another cell than the first."""
        config = self.config
        return TrainingKey(
            task, cell or config.cells[0], config.algorithms[0], config.frames[0], seed
        )

    @property
    def recnns(self) -> list[TrainingKey]:
        """Those that are read, of every task and seed."""
        return [self.recnn(task, seed) for task in self.tasks for seed in self.seeds]

    @property
    def other_recnns(self) -> list[TrainingKey]:
        """Those that only stand beside: other cells, trees and frames."""
        config = self.config
        return [
            other
            for key in self.recnns
            for other in (
                *(key._replace(cell=cell) for cell in config.cells[1:]),
                *(key._replace(algorithm=algorithm) for algorithm in config.algorithms[1:]),
                *(key._replace(frame=frame) for frame in config.frames[1:]),
            )
        ]

    @property
    def trees(self) -> dict[str, Any]:
        """The jets of what is read, and how they are clustered."""
        return {**self.on, "algorithm": self.config.algorithms[0]}

    @property
    def training(self) -> dict[str, Any]:
        """Epochs, and whether there is a bar."""
        return {"epochs": self.config.epochs, "progress": self.progress}

    def trained(self, key: TrainingKey) -> TrainedTask:
        """One RecNN of the study, trained now or before."""
        build = partial(RecNN, cell=key.cell)
        options = {**self.training, **key.settings, **self.on}
        run = partial(train_task, key.task, build=build, **options)
        return self.stage("train", run, **key._asdict())

    def of_trainings(self, read: Callable[[TrainingKey], Result]) -> dict[str, list[Result]]:
        """By task what is read of each of its trainings."""
        return {task: [read(self.recnn(task, seed)) for seed in self.seeds] for task in self.tasks}

    def stage(self, name: str, run: Callable[[], Result], **settings: Any) -> Result:
        """What a stage gives, run now or before.

        Args:
            name: Of the stage.
            run: Does it.
            **settings: What its result depends on beside the epochs and the jets, whose bytes the
                stages know.
        """
        given = {"epochs": self.config.epochs, "jets": self.on["jets"]}
        key = {"stage": name, **given, **settings}
        return self.stages(key, run)
