"""One task of the study: from jets to a trained tagger and its numbers."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch

from pyg_jets.datasets import Task
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
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


def train_task(
    task: Task,
    *,
    build: Callable[[], Tagger] = STUDY_RECNN,
    seed: int = 0,
    epochs: int | None = None,
    jets: int | None = None,
    progress: bool = True,
) -> TrainedTask:
    """Train a tagger, by default the study's RecNN, on one task.

    Args:
        task: The task, with its trees and its frame; the paper's formula is that of the
            laboratory.
        build: Makes the untrained tagger, such as its class.
        seed: Of the split, the initial parameters and the order of the jets.
        epochs: Of the training, instead of those of the tagger's recipe.
        jets: Use about so many jets of each of the three parts at most; None: all.
        progress: Show the training's progress bar.
    """
    parts = task.split(seed, jets)
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
    """AUC, accuracy and background rejection on labelled jets, with their weights if any."""
    scores = predict(tagger, test)
    assert test.y is not None
    weight = test.weight
    return {
        "auc": roc_auc(scores, test.y, seed=seed, weight=weight),
        "accuracy": accuracy(scores, test.y, weight=weight),
        "rejection_at_0.3": background_rejection(scores, test.y, 0.3, weight=weight),
        "rejection_at_0.5": background_rejection(scores, test.y, 0.5, weight=weight),
    }
