"""How well the taggers do, in one sentence made from the numbers."""

from __future__ import annotations

from pyg_jets.study.chapters.performance.tables import Trainings
from pyg_jets.study.numbers import cell
from pyg_jets.study.pooled import pooled
from pyg_jets.study.published import BASE_AUC


def performance_sentence(trained: Trainings) -> str:
    """The AUC of each task, the paper's beside it where the paper has the task.

    Args:
        trained: The taggers that are read.
    """
    parts = []
    for task in dict.fromkeys(key.task for key in trained):
        of_task = [training for key, training in trained.items() if key.task == task]
        auc = cell(pooled([training.metrics["auc"] for training in of_task]))
        paper = f" (the paper: {BASE_AUC[task]})" if task in BASE_AUC else ""
        parts.append(f"{task} {auc}{paper}")
    return f"AUC of the taggers that are read here: {', '.join(parts)}."
