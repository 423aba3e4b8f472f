"""The AUC of each way by the number of labelled jets, for readers and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.report import Table
from pyg_jets.study.chapters.without_labels.measure import WAYS, Worth
from pyg_jets.study.numbers import cell, intervals_of, numbers_of

TITLES = {
    "untrained": "untrained, frozen",
    "frozen": "without labels, frozen",
    "fine_tuned": "without labels, fine-tuned",
    "from_nothing": "from nothing",
}


def worth_table(result: Sequence[Worth], method: str) -> Table:
    """One row for each task and number of labelled jets, over all seeds."""
    rows: dict[tuple[str, bool, int], dict[str, list[Worth]]] = {}
    for one in result:
        row = rows.setdefault((one.task, one.every, 0 if one.every else one.labels), {})
        row.setdefault(one.way, []).append(one)
    trainings = len({one.seed for one in result})
    lines = []
    for (task, every, labels), ways in rows.items():
        most = max(one.labels for ones in ways.values() for one in ones)
        cells = [_over(ways.get(way, []), trainings) for way in WAYS]
        lines.append([task, f"all ({most:,})" if every else f"{labels:,}", *cells])
    header = ["task", "labelled jets", *(TITLES[way] for way in WAYS)]
    caption = _caption(trainings, method)
    cells = [text for line in lines for text in line]
    if any(text.endswith(f" of {trainings})") for text in cells):
        caption += f" (1 of {trainings}): of so many trainings alone."
    if "–" in cells:
        caption += " –: was not measured."
    return Table("without-labels", caption, header, lines)


def worth_numbers(result: Sequence[Worth]) -> list[dict[str, Any]]:
    """Every AUC of every seed."""
    return [numbers_of(**vars(one)) for one in result]


def _over(ones: Sequence[Worth], trainings: int) -> str:
    """Over the seeds that there are, and how many, if not all."""
    if not ones:
        return "–"
    fewer = f" ({len(ones)} of {trainings})" if len(ones) < trainings else ""
    return cell(over_trainings([one.auc for one in ones])) + fewer


def _caption(trainings: int, method: str) -> str:
    return (
        f"AUC on the task's test jets by the number of labelled jets ({method}): of a head on the "
        "standardised frozen embedding of an untrained network and of one trained without labels "
        "on the training jets of all kinds; of that one, head first, trained further; and of a "
        "network trained from nothing. As many validation jets as labelled ones, at most all, "
        f"choose the best epoch; {intervals_of(trainings)}."
    )
