"""How well the taggers of a study do, and on which trees."""

from __future__ import annotations

from typing import Any, TypeAlias

from pyg_jets.report import Table
from pyg_jets.study.published import BASE_AUC
from pyg_jets.study.several_seeds import over_seeds
from pyg_jets.study.tables import _estimate
from pyg_jets.study.task import TrainedTask

Trainings: TypeAlias = dict[tuple[str, str, str, int], TrainedTask]
"""By task, cell, algorithm of the trees, and seed."""

_METRICS = ("accuracy", "rejection_at_0.3", "rejection_at_0.5")


def performance_table(trained: Trainings) -> Table:
    """Performance of each tagger over its seeds, the paper's AUC beside ours.

    Args:
        trained: Of any tasks, cells, algorithms and seeds.
    """
    header = ["task", "cell", "trees", "jets (train, val, test)", "AUC", "AUC (paper)", "accuracy"]
    header += ["1/ε_B at ε_S = 0.3", "1/ε_B at ε_S = 0.5", "best epoch"]
    rows = []
    for (task, cell, algorithm), seeds in _by_tagger(trained).items():
        first = seeds[0]
        rows.append(
            [
                task,
                cell,
                algorithm,
                ", ".join(str(n) for n in first.jets),
                over_seeds([each.metrics["auc"] for each in seeds]),
                str(BASE_AUC[task]),
                *(over_seeds([each.metrics[name] for each in seeds]) for name in _METRICS),
                ", ".join(str(each.training.best_epoch + 1) for each in seeds),
            ]
        )
    number = len({key[-1] for key in trained})
    spread = "" if number == 1 else f" (means over {number} seeds; after ±: their spread)"
    caption = (
        f"Performance of RecNNs on test jets, with 68 % intervals{spread}. The paper's sample is "
        "another one (its size and detector card are not given)."
    )
    return Table("performance", caption, header, rows)


def performance_numbers(trained: Trainings) -> list[dict[str, Any]]:
    """Every number of every training, for ``results.json``.

    Args:
        trained: Of any tasks, cells, algorithms and seeds.
    """
    rows = []
    for (task, cell, algorithm, seed), each in trained.items():
        row: dict[str, Any] = {"task": task, "cell": cell, "algorithm": algorithm, "seed": seed}
        for name, estimate in each.metrics.items():
            row |= _estimate(name, estimate)
        rows.append({**row, "best_epoch": each.training.best_epoch + 1})
    return rows


def _by_tagger(trained: Trainings) -> dict[tuple[str, str, str], list[TrainedTask]]:
    """In the order in which they came."""
    found: dict[tuple[str, str, str], list[TrainedTask]] = {}
    for (task, cell, algorithm, _), each in trained.items():
        found.setdefault((task, cell, algorithm), []).append(each)
    return found
