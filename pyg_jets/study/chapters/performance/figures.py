"""How reliable the probabilities of the taggers are, task by task."""

from __future__ import annotations

from pyg_jets.metrics import Calibration
from pyg_jets.plotting import reliability_figure
from pyg_jets.report import Picture
from pyg_jets.study.chapters.performance.tables import Trainings


def reliability_pictures(trained: Trainings) -> list[Picture]:
    """A figure for each task with two classes, a curve for each training.

    Args:
        trained: The taggers that are read.
    """
    by_task: dict[str, dict[str, Calibration]] = {}
    for key, training in trained.items():
        if training.reliability is not None:
            by_task.setdefault(key.task, {})[f"seed {key.seed}"] = training.reliability
    caption = (
        "Of the test jets with a probability p, the share that is signal, with 68 % intervals. "
        "On the diagonal a tagger is as sure as it may be."
    )
    return [
        Picture(f"reliability-{task}", caption, reliability_figure(curves, task), task)
        for task, curves in by_task.items()
    ]
