"""What a study is to do, and what it has found so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from pyg_jets.report import JetView, LundMap, Picture, Sentence, Table
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.stages import Stages
from pyg_jets.study.training_key import TrainingKey

Result = TypeVar("Result")


@dataclass
class Findings:
    """What the report shows, in its order; what has a ``task`` stands in the task's section."""

    numbers: dict[str, Any] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    maps: list[LundMap] = field(default_factory=list)
    jets: list[JetView] = field(default_factory=list)


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
        tasks: Which of the three.
        seeds: Of the trainings of each tagger.
        on: The jets: ``jets`` and ``source`` of :func:`pyg_jets.study.train_task`.
    """

    config: StudyConfig
    stages: Stages
    tasks: Sequence[str]
    seeds: range
    on: dict[str, Any]

    def recnn(self, task: str, seed: int, cell: str | None = None) -> TrainingKey:
        """The training that is read, or the same with another cell.

        Args:
            task: Of the jets.
            seed: Of the training.
            cell: Of the RecNN; the first one's if not given.
        """
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
