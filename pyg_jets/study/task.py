"""One task of the study: from jets to a trained tagger and its numbers."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

import torch

from pyg_jets.datasets import Task
from pyg_jets.datasets.pair_of_task import PairOfTask
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import (
    Calibration,
    Estimate,
    accuracy,
    background_rejection,
    calibration,
    macro_auc,
    roc_auc,
    temperature,
)
from pyg_jets.taggers import RecNN, Tagger, at_target
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
        reliability: Probabilities beside what came true, on the test jets; None with several
            classes, each of which has its own.
    """

    training: FitResult
    untrained: Tagger
    jets: tuple[int, int, int]
    metrics: dict[str, Estimate]
    reliability: Calibration | None = None


def train_task(
    task: Task,
    *,
    build: Callable[..., Tagger] = STUDY_RECNN,
    seed: int = 0,
    epochs: int | None = None,
    jets: int | None = None,
    progress: bool = True,
) -> TrainedTask:
    """Train a tagger, by default the study's RecNN, on one task.

    Args:
        task: The task, with its trees and its frame; the paper's formula is that of the
            laboratory.
        build: Makes the untrained tagger, such as its class; of a task of more than two kinds it
            is called with ``num_classes``.
        seed: Of the split, the initial parameters and the order of the jets.
        epochs: Of the training, instead of those of the tagger's recipe.
        jets: Use about so many jets of each of the three parts at most; None: all.
        progress: Show the training's progress bar.
    """
    options: dict[str, Any] = {"seed": seed, "epochs": epochs, "progress": progress}
    if isinstance(task, PairOfTask):
        whole = train_task(task.whole, build=build, jets=jets, **options)
        return of_pair(whole, task, seed, jets)
    parts = task.split(seed, jets)
    return train_on(*parts, build=partial(built, build, task), **options)


def built(build: Callable[..., Tagger], task: Task) -> Tagger:
    """An untrained tagger of a task's classes, with their names.

    Args:
        build: Makes it, of two classes as it is, of more with ``num_classes``.
        task: The task.

    Raises:
        TypeError: If it does not take ``num_classes``.
        ValueError: If it has another number of classes.
    """
    number = len(task.kinds)
    try:
        tagger = build() if number == 2 else build(num_classes=number)
    except TypeError as error:
        raise TypeError(
            f"a tagger of the task '{task.name}' must take 'num_classes', {number} (got: {error})"
        ) from error
    if tagger.num_classes != number:
        raise ValueError(
            f"a tagger of the task '{task.name}' must have {number} classes "
            f"(got {tagger.num_classes})"
        )
    tagger.classes = task.classes
    return tagger


def of_pair(whole: TrainedTask, task: PairOfTask, seed: int, jets: int | None) -> TrainedTask:
    """A tagger of several classes as one of two of them, with its numbers on their test jets.

    Args:
        whole: Of all classes.
        task: The pair.
        seed: Of the split and the bootstraps.
        jets: As in :func:`train_task`.
    """
    tagger = at_target(whole.training.tagger, task.target)
    training = replace(whole.training, tagger=tagger)
    return TrainedTask(
        training,
        at_target(whole.untrained, task.target),
        whole.jets,
        *_measured(tagger, task.test(seed, jets), seed),
    )


def at_pair(tagger: Tagger, task: Task) -> Tagger:
    """A tagger of several classes as one of the two that a pair's kinds are, else as it is.

    Args:
        tagger: Any tagger.
        task: Of two kinds; of a pair of more kinds the classes have their names, or labels.
    """
    if tagger.num_outputs < 3 or not isinstance(task, PairOfTask):
        return tagger
    names = (task.kinds[0].name, task.kinds[1].name)
    named = tagger.classes is not None and set(names) <= set(tagger.classes)
    return at_target(tagger, names if named else task.target)


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
    return TrainedTask(training, untrained, sizes, *_measured(training.tagger, test, seed))


def _measured(
    tagger: Tagger, test: JetTreeDataset, seed: int
) -> tuple[dict[str, Estimate], Calibration | None]:
    numbers = evaluate(tagger, test, seed)
    if tagger.num_outputs > 1:
        return numbers, None
    return numbers, calibration(predict(tagger, test), test.y, weight=test.weight, seed=seed)


def evaluate(tagger: Tagger, test: JetTreeDataset, seed: int = 0) -> dict[str, Estimate]:
    """AUC, accuracy, background rejection and calibration on labelled jets, with their weights.

    The temperature is the one that these jets ask for; NaN where they have none, as all are told
    without error. Of several classes the mean AUC of each against the rest, the accuracy, and the
    AUC of each against the rest and of each pair.
    """
    scores = predict(tagger, test)
    assert test.y is not None
    weight = test.weight
    if tagger.num_outputs > 1:
        return _of_classes(tagger, scores, test.y, seed=seed, weight=weight)
    return {
        "auc": roc_auc(scores, test.y, seed=seed, weight=weight),
        "accuracy": accuracy(scores, test.y, weight=weight),
        "rejection_at_0.3": background_rejection(scores, test.y, 0.3, weight=weight),
        "rejection_at_0.5": background_rejection(scores, test.y, 0.5, weight=weight),
        "calibration_error": calibration(scores, test.y, weight=weight, seed=seed).error,
        "temperature": _temperature(scores, test.y, weight=weight, seed=seed),
    }


def _temperature(scores: Any, labels: Any, **options: Any) -> Estimate:
    try:
        return temperature(scores, labels, **options)
    except ValueError:  # the AUC has refused all else that it refuses
        return Estimate(math.nan, math.nan, math.nan)


def _of_classes(tagger: Tagger, *jets: Any, seed: int, weight: Any) -> dict[str, Estimate]:
    names = tagger.classes or tuple(str(k) for k in range(tagger.num_classes))
    options = {"seed": seed, "weight": weight}
    quality = {"macro_auc": macro_auc(*jets, **options), "accuracy": accuracy(*jets, weight=weight)}
    for k, name in enumerate(names):
        quality[f"auc_{name}"] = roc_auc(*jets, **options, target=k)
    for s, b in combinations(range(len(names)), 2):
        quality[f"auc_{names[s]}:{names[b]}"] = roc_auc(*jets, **options, target=(s, b))
    return quality
