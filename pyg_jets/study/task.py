"""One task of the study: from jets to a trained tagger and its numbers."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch

from pyg_jets.datasets import Split, Task, resolve_task
from pyg_jets.datasets.task import Source
from pyg_jets.jets.jet_tree import Frame
from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, accuracy, background_rejection, roc_auc
from pyg_jets.taggers import RecNN, Tagger
from pyg_jets.training import FitResult, fit, predict

STUDY_RECNN = partial(RecNN, cell="simple")
"""The study's tagger; docs/results.md says why it is this cell."""


class TrainedTask(NamedTuple):
    """What :func:`train_task` gives.

    Attributes:
        training: The trained tagger and its history.
        untrained: The same before its training.
        jets: Numbers of training, validation and test jets.
        metrics: On the test jets.
    """

    training: FitResult
    untrained: Tagger
    jets: tuple[int, int, int]
    metrics: dict[str, Estimate]


def task_jets(
    name: str | Task,
    seed: int = 0,
    jets: int | None = None,
    *,
    source: Source = None,
    algorithm: str | None = None,
    frame: Frame | None = None,
) -> Split[JetTreeDataset]:
    """Clustered training, validation and test jets of one task.

    Args:
        name: A task, its name or its file, as :func:`pyg_jets.datasets.resolve_task` takes it.
        seed: Of the split.
        jets: Use about so many jets of each of the three parts at most; None: all.
        source: Folder of other jets, as in :meth:`pyg_jets.Task.named`.
        algorithm: How they are clustered, as :func:`pyg_jets.cluster` has it; None: as the task's.
        frame: Of their features, likewise.
    """
    return resolve_task(name, source).on_trees(algorithm, frame).split(seed, jets)


def held_out_jets(
    name: str | Task,
    seed: int = 0,
    jets: int | None = None,
    *,
    source: Source = None,
    algorithm: str | None = None,
    frame: Frame | None = None,
) -> JetTreeDataset:
    """Clustered test jets of one task; the others are not clustered.

    Args:
        name: As in :func:`task_jets`.
        seed: Of the split.
        jets: Use about so many at most; None: all.
        source: As in :func:`task_jets`.
        algorithm: How they are clustered, as the tagger's training jets were; None: as the task's.
        frame: Of the features, such as a tagger's; None: the task's.
    """
    return resolve_task(name, source).on_trees(algorithm, frame).test(seed, jets)


def train_task(
    name: str | Task,
    *,
    build: Callable[[], Tagger] = STUDY_RECNN,
    seed: int = 0,
    epochs: int | None = None,
    jets: int | None = None,
    source: Source = None,
    algorithm: str | None = None,
    frame: Frame | None = None,
    progress: bool = True,
) -> TrainedTask:
    """Train a tagger, by default the study's RecNN, on one task.

    Args:
        name: As in :func:`task_jets`.
        build: Makes the untrained tagger, such as its class.
        seed: Of the split, the initial parameters and the order of the jets.
        epochs: Of the training, instead of those of the tagger's recipe.
        jets: Use about so many jets of each of the three parts at most; None: all.
        source: As in :func:`task_jets`.
        algorithm: As there.
        frame: As there; the paper's formula is that of the laboratory.
        progress: Show the training's progress bar.
    """
    parts = task_jets(name, seed, jets, source=source, algorithm=algorithm, frame=frame)
    return train_on(*parts, build=build, seed=seed, epochs=epochs, progress=progress)


def train_on(
    train: JetTreeDataset,
    val: JetTreeDataset,
    test: JetTreeDataset,
    *,
    build: Callable[[], Tagger] = STUDY_RECNN,
    seed: int = 0,
    epochs: int | None = None,
    progress: bool = True,
) -> TrainedTask:
    """Train a tagger, by default the study's RecNN, on jets that are split already.

    Args:
        train: Labelled training jets.
        val: Validation jets, which choose the best epoch.
        test: Jets on which its numbers are measured.
        build: Makes the untrained tagger, such as its class.
        seed: Of the initial parameters, the order of the jets and the bootstraps.
        epochs: Of the training, instead of those of the tagger's recipe.
        progress: Show the training's progress bar.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tagger = build()
    tagger.fit_scaling(train)
    untrained = copy.deepcopy(tagger)
    training = fit(tagger, train, val, epochs=epochs, seed=seed, progress=progress)
    sizes = len(train), len(val), len(test)
    return TrainedTask(training, untrained, sizes, evaluate(training.tagger, test, seed))


def evaluate(tagger: Tagger, test: JetTreeDataset, seed: int = 0) -> dict[str, Estimate]:
    """AUC, accuracy and background rejection on labelled jets."""
    scores = predict(tagger, test)
    assert test.y is not None
    return {
        "auc": roc_auc(scores, test.y, seed=seed),
        "accuracy": accuracy(scores, test.y),
        "rejection_at_0.3": background_rejection(scores, test.y, 0.3),
        "rejection_at_0.5": background_rejection(scores, test.y, 0.5),
    }
