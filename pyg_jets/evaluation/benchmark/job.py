"""One training of one tagger on one truth, and every method on it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch

from pyg_jets.attribution import Attribution
from pyg_jets.evaluation.benchmark.cells import Cell, Cells
from pyg_jets.evaluation.benchmark.controls import CONTROLS, ORACLE, control_values
from pyg_jets.evaluation.benchmark.measures import OneTraining
from pyg_jets.evaluation.benchmark.truth import Answer, Truth
from pyg_jets.evaluation.randomisation import with_permuted_labels
from pyg_jets.jobs.folder_lock import locked
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import Tagger, load_tagger
from pyg_jets.training import fit, predict

TAGGER_AUC = "tagger_auc"
"""In the cell of the oracle: how well the tagger tells the classes apart."""


@dataclass(frozen=True)
class Settings:
    """All that the numbers of a benchmark depend on, but truths, taggers and methods.

    Attributes:
        jets: On which methods are measured, of both classes together.
        train_jets: On which networks learn; half as many more choose the best epoch.
        epochs: Of each training; None: those of the tagger's recipe.
        lr: Highest learning rate; None: that of the tagger's recipe.
        seed: Of everything random.
        version: Of this package.
    """

    jets: int
    train_jets: int
    epochs: int | None
    lr: float | None
    seed: int
    version: str


class Trained(NamedTuple):
    """Of which network a cell is: its number, and whether its labels were permuted."""

    number: int
    permuted: bool


@dataclass(frozen=True)
class Job:
    """What one process does.

    Attributes:
        truth: The jets.
        tagger: Its name, and what tells it from others of that name.
        build: Makes an untrained one.
        trained: Which training.
        methods: By name, with what tells each from others of that name.
        settings: Of the benchmark.
        folder: Where cells are kept.
    """

    truth: Truth
    tagger: tuple[str, str]
    build: Callable[[], Tagger]
    trained: Trained
    methods: Mapping[str, tuple[str, Attribution]]
    settings: Settings
    folder: Path

    def key(self, method: str) -> dict[str, Any]:
        """All that a cell depends on."""
        origin = self.methods[method][0] if method in self.methods else ""
        return {**self._training_key(), "kind": "cell", "method": [method, origin]}

    def _training_key(self) -> dict[str, Any]:
        return {
            **asdict(self.settings),
            "kind": "tagger",
            "truth": self.truth.name,
            "tagger": list(self.tagger),
            "training": list(self.trained),
        }

    def missing(self) -> list[str]:
        """Methods and controls that have no cell yet."""
        cells = Cells(self.folder)
        names = (*CONTROLS, *self.methods)
        return [name for name in names if not cells.path(self.key(name)).exists()]

    def run(self) -> None:
        """Train, and measure what is missing."""
        if not (missing := self.missing()):
            return
        cells, seed = Cells(self.folder), self.settings.seed
        answer = self.answer("test", self.settings.jets)
        training = OneTraining(self.truth, answer, self.network(), seed)
        for name in missing:
            if name in CONTROLS:
                cell = self._control(name, training)
            else:
                cell = training.of_method(name, self.methods[name][1])
            cells.save(self.key(name), cell)

    def answer(self, part: str, jets: int) -> Answer:
        """Jets of the truth: ``"train"``, ``"val"`` or ``"test"``; the same for all trainings."""
        number = ("train", "val", "test").index(part)
        return answer_of(self.truth, jets, 3 * self.settings.seed + number, self.folder)

    def network(self) -> Tagger:
        """The trained tagger, from its file or from the beginning; a known function as it is."""
        if self.truth.tagger is not None:
            return self.truth.tagger().eval()
        path = Cells(self.folder).path(self._training_key())
        seed = 1000 * self.settings.seed + 2 * self.trained.number + self.trained.permuted
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            tagger = self.build()
        if path.exists():
            return load_tagger(path, into=tagger).eval()
        number = self.settings.train_jets
        parts = [self.answer("train", number).jets, self.answer("val", number // 2).jets]
        if self.trained.permuted:
            parts = [with_permuted_labels(jets, seed) for jets in parts]
        epochs, lr = self.settings.epochs, self.settings.lr
        tagger = fit(tagger, *parts, epochs=epochs, lr=lr, seed=seed, progress=False).tagger.eval()
        tagger.save(path)
        return tagger

    def _control(self, name: str, training: OneTraining) -> Cell:
        seed, answer = self.settings.seed, training.answer
        draw = 1000 * seed + 2 * self.trained.number + self.trained.permuted
        values = control_values(name, answer, draw)
        numbers = training.measured(values)
        if name == ORACLE:
            scores = predict(training.tagger, answer.jets)
            numbers[TAGGER_AUC] = roc_auc(scores, answer.jets.y, seed)
        return Cell(self.truth.relevance(values), numbers, 0.0)


@functools.lru_cache(maxsize=4)
def answer_of(truth: Truth, jets: int, seed: int, folder: Path) -> Answer:
    """Jets of a truth, made once in a process; what is slow to make once for all."""
    if truth.keep is None:
        return truth.make(jets, seed)
    path = Cells(folder).path({"kind": f"jets-{truth.name}", "jets": jets, "seed": seed})
    with locked(path):
        return truth.keep(path, jets, seed)
