"""How well the taggers of a study do, as a table and as numbers."""

from __future__ import annotations

from typing import Any, TypeAlias

from pyg_jets.report import Table
from pyg_jets.study.numbers import cell, intervals_of, numbers_of
from pyg_jets.study.plan import TrainingKey
from pyg_jets.study.pooled import pooled
from pyg_jets.study.published import BASE_AUC
from pyg_jets.study.task import TrainedTask

Trainings: TypeAlias = dict[TrainingKey, TrainedTask]
"""By what they are known by."""

_METRICS = (
    "accuracy",
    "rejection_at_0.3",
    "rejection_at_0.5",
    "calibration_error",
    "temperature",
)


def performance_table(trained: Trainings, name: str = "performance") -> Table:
    """Performance of each tagger over its seeds, the paper's AUC beside ours."""
    header = ["task", "cell", "trees", "frame", "jets (train, val, test)", "AUC", "AUC (paper)"]
    header += ["accuracy"]
    header += ["1/ε_B at ε_S = 0.3", "1/ε_B at ε_S = 0.5"]
    header += ["calibration error", "temperature", "best epoch"]
    rows = []
    for (task, *form), trainings in _by_tagger(trained).items():
        metrics = pooled([training.metrics for training in trainings])
        rows.append(
            [
                task,
                *form,
                ", ".join(str(n) for n in trainings[0].jets),
                cell(metrics["auc"]),
                str(BASE_AUC.get(task, "–")),
                *(cell(metrics[metric]) for metric in _METRICS),
                ", ".join(str(training.training.best_epoch + 1) for training in trainings),
            ]
        )
    caption = (
        f"Performance of RecNNs on test jets; {intervals_of(len({key.seed for key in trained}))}. "
        "The paper's sample is another one (its size and detector card are not given). Calibration "
        "error: mean distance of probabilities from what came true; temperature: above 1 a tagger "
        "is too sure."
    )
    return Table(name, caption, header, rows)


def training_numbers(trained: Trainings) -> list[dict[str, Any]]:
    """Every number of every training."""
    return [
        {
            **key._asdict(),
            **numbers_of(**training.metrics),
            "best_epoch": training.training.best_epoch + 1,
        }
        for key, training in trained.items()
    ]


def task_numbers(trained: Trainings) -> dict[str, Any]:
    """By task the numbers over all its trainings; jets and history are those of the first."""
    numbers: dict[str, Any] = {}
    for (task, *_), trainings in _by_tagger(trained).items():
        first = trainings[0]
        numbers[task] = {
            **numbers_of(**pooled([training.metrics for training in trainings])),
            "jets": dict(zip(("train", "val", "test"), first.jets, strict=True)),
            "best_epoch": first.training.best_epoch + 1,
            "history": first.training.history,
        }
    return numbers


def _by_tagger(trained: Trainings) -> dict[tuple[str, ...], list[TrainedTask]]:
    """All but the seed, in the order in which they came."""
    taggers: dict[tuple[str, ...], list[TrainedTask]] = {}
    for key, training in trained.items():
        taggers.setdefault(key[:-1], []).append(training)
    return taggers
