"""What a tagger of several classes does on its test jets, and one map for each class."""

from __future__ import annotations

from typing import NamedTuple

from pyg_jets.attribution import splitting_saliency
from pyg_jets.datasets import Task
from pyg_jets.evaluation import attribution_plane
from pyg_jets.lund import LundPlane
from pyg_jets.metrics import Estimate, calibration, confusion
from pyg_jets.study.task import TrainedTask
from pyg_jets.training import predict


class OfClasses(NamedTuple):
    """A task of several kinds, of one training.

    Attributes:
        numbers: Of :func:`pyg_jets.study.task.evaluate`.
        confusion: Of the jets of each class the shares that are taken for each class.
        calibration: Of each class the mean distance of its probability from what came true.
        maps: Of each class the saliency of its log odds against the rest on its jets.
        task: The task.
    """

    numbers: dict[str, Estimate]
    confusion: tuple[tuple[Estimate, ...], ...]
    calibration: dict[str, Estimate]
    maps: dict[str, LundPlane]
    task: Task


def of_classes(trained: TrainedTask, task: Task, seed: int, jets: int | None) -> OfClasses:
    """Read one training.

    Args:
        trained: On all kinds of the task.
        task: The task, on the tagger's trees.
        seed: Of the split and the bootstraps.
        jets: At most so many test jets; None: all.
    """
    tagger, test = trained.training.tagger, task.test(seed, jets)
    scores, weight = predict(tagger, test), test.weight
    off, maps = {}, {}
    for name, label in task.labels.items():
        calibrated = calibration(scores, test.y, target=label, weight=weight, seed=seed)
        off[name] = calibrated.error
        own = test[test.y == label]
        maps[name] = attribution_plane(splitting_saliency, tagger, own, root=False, target=label)
    return OfClasses(trained.metrics, confusion(scores, test.y, weight=weight), off, maps, task)
