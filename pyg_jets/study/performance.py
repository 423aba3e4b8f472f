"""How well the taggers of a study do, and on which trees."""

from __future__ import annotations

from typing import Any, TypeAlias

from pyg_jets.report import Table
from pyg_jets.study.published import BASE_AUC
from pyg_jets.study.several_seeds import pooled
from pyg_jets.study.tables import _estimate, _without_counts, intervals_of
from pyg_jets.study.task import TrainedTask
from pyg_jets.study.training_key import TrainingKey

Trainings: TypeAlias = dict[TrainingKey, TrainedTask]
"""By what they are known by."""

_METRICS = ("accuracy", "rejection_at_0.3", "rejection_at_0.5")


def performance_table(trained: Trainings) -> Table:
    """Performance of each tagger over its seeds, the paper's AUC beside ours.

    Args:
        trained: Of any tasks, cells, algorithms and seeds.
    """
    header = ["task", "cell", "trees", "frame", "jets (train, val, test)", "AUC", "AUC (paper)"]
    header += ["accuracy"]
    header += ["1/ε_B at ε_S = 0.3", "1/ε_B at ε_S = 0.5", "best epoch"]
    rows = []
    for (task, *form), trainings in _by_tagger(trained).items():
        metrics = pooled([training.metrics for training in trainings])
        rows.append(
            [
                task,
                *form,
                ", ".join(str(n) for n in trainings[0].jets),
                _without_counts(metrics["auc"]),
                str(BASE_AUC[task]),
                *(_without_counts(metrics[name]) for name in _METRICS),
                ", ".join(str(training.training.best_epoch + 1) for training in trainings),
            ]
        )
    caption = (
        f"Performance of RecNNs on test jets; {intervals_of(len({key.seed for key in trained}))}. "
        "The paper's sample is another one (its size and detector card are not given)."
    )
    return Table("performance", caption, header, rows)


def performance_numbers(trained: Trainings) -> list[dict[str, Any]]:
    """Every number of every training, for ``results.json``.

    Args:
        trained: Of any tasks, cells, algorithms and seeds.
    """
    rows = []
    for key, training in trained.items():
        row: dict[str, Any] = key._asdict()
        for name, estimate in training.metrics.items():
            row |= _estimate(name, estimate)
        rows.append({**row, "best_epoch": training.training.best_epoch + 1})
    return rows


def _by_tagger(trained: Trainings) -> dict[tuple[str, ...], list[TrainedTask]]:
    """All but the seed, in the order in which they came."""
    taggers: dict[tuple[str, ...], list[TrainedTask]] = {}
    for key, training in trained.items():
        taggers.setdefault(key[:-1], []).append(training)
    return taggers
