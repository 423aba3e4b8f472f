"""What a study is to do, and what it has found so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pyg_jets.report import JetView, LundMap, Picture, Sentence, Table
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.stages import Stages

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


@dataclass(frozen=True)
class Plan:
    """What a study is to do.

    Attributes:
        config: Its parts.
        stages: Where they run.
        tasks: Which of the three.
        seeds: Of the trainings of each tagger.
        on: The jets: ``jets`` and ``source`` of :func:`pyg_jets.study.train_task`.
        progress: Show the trainings' progress bars.
    """

    config: StudyConfig
    stages: Stages
    tasks: Sequence[str]
    seeds: range
    on: dict[str, Any]
    progress: bool

    @property
    def recnn(self) -> tuple[str, str]:
        """Cell and algorithm of the taggers that are read."""
        return self.config.cells[0], self.config.algorithms[0]

    def stage(self, title: str, name: str, run: Callable[[], Result], **settings: Any) -> Result:
        """What a stage gives, run now or before.

        Args:
            title: Of the stage, for people.
            name: Of the stage, for the machine.
            run: Does it.
            **settings: What its result depends on beside the epochs and the jets, whose bytes the
                stages know.
        """
        given = {"epochs": self.config.epochs, "jets": self.on["jets"]}
        key = {"stage": name, **given, **settings}
        return self.stages(title, key, run)
