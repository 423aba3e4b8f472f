"""One task of the study: from jets to a trained tagger, its numbers and its maps."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import torch

from pyg_jets.datasets import Split, Task, resolve_task
from pyg_jets.datasets.split import thinned
from pyg_jets.datasets.task import Source
from pyg_jets.jets.jet_tree import Frame
from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane
from pyg_jets.metrics import Estimate, accuracy, background_rejection, roc_auc
from pyg_jets.probing import AngularityScan, ControlledProbe, Explained, scan_angularities
from pyg_jets.study.probes import explain_by_bases, probe_observables
from pyg_jets.study.saliency import saliency_planes
from pyg_jets.study.stronger import StrongerProbe, stronger_probes
from pyg_jets.taggers import RecNN, Tagger
from pyg_jets.training import FitResult, embed, fit, predict

MOST_READ_DEEPER = 5_000
"""Test jets of a training in readings whose cost grows with every jet, their numbers hardly."""

STUDY_RECNN = partial(RecNN, cell="simple")
"""The study's tagger; docs/results.md says why it is this cell."""


@dataclass(frozen=True)
class TaskResult:
    """What one task gives.

    Attributes:
        name: Of the task, such as ``"w-qcd"``.
        jets: Numbers of training, validation and test jets.
        training: The trained tagger and its history.
        metrics: On the test jets.
        probes: For each observable R² from the embedding, with its controls.
        stronger: What probes beyond a straight line find, and the bits that a straight one saves;
            as scan and bases of at most 5,000 test jets: more would only take longer.
        scan: R² of the angularities over the plane of their powers.
        bases: What sets of observables, and embeddings, explain of the logit and of the class.
        planes: Saliency maps of the test jets by ``(kind, with_root)``.
        untrained_planes: Those of the same network before its training.
    """

    name: str
    jets: tuple[int, int, int]
    training: FitResult
    metrics: dict[str, Estimate]
    probes: dict[str, ControlledProbe]
    stronger: dict[str, StrongerProbe]
    scan: AngularityScan
    bases: dict[str, Explained]
    planes: dict[tuple[str, bool], LundPlane]
    untrained_planes: dict[tuple[str, bool], LundPlane]


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


def read_task(
    trained: TrainedTask,
    name: str | Task,
    *,
    seed: int = 0,
    jets: int | None = None,
    source: Source = None,
    algorithm: str | None = None,
) -> TaskResult:
    """Read a trained tagger: probes, their controls, bases of observables, saliency maps.

    Args:
        trained: With the same seed and jets.
        name: As in :func:`train_task`.
        seed: Of the split, of folds and bootstraps.
        jets: As in :func:`train_task`.
        source: As in :func:`train_task`.
        algorithm: As in :func:`train_task`.
    """
    training, untrained = trained.training, trained.untrained
    task = resolve_task(name, source).on_trees(algorithm, training.tagger.frame)
    test = task.test(seed, jets)
    fewer = thinned(test, MOST_READ_DEEPER)
    embeddings = embed(training.tagger, fewer)
    return TaskResult(
        name=task.name,
        jets=trained.jets,
        training=training,
        metrics=trained.metrics,
        probes=probe_observables(training.tagger, untrained, test, seed=seed),
        stronger=stronger_probes(training.tagger, untrained, fewer, seed),
        scan=scan_angularities(embeddings, fewer, seed=seed, resamples=50),
        bases=explain_by_bases(training.tagger, untrained, fewer, seed=seed),
        planes=_planes(training.tagger, test, task),
        untrained_planes=_planes(untrained, test, task),
    )


def _planes(tagger: Tagger, test: JetTreeDataset, task: Task) -> dict[tuple[str, bool], LundPlane]:
    planes: dict[tuple[str, bool], LundPlane] = {}
    for kind, label in task.labels.items():
        with_root, without_root = saliency_planes(tagger, test[test.y == label])
        planes |= {(kind, True): with_root, (kind, False): without_root}
    return planes


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
