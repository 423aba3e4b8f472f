"""What erasing costs, as a table, as numbers and in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyg_jets.intervention import ErasureCost
from pyg_jets.metrics import Estimate
from pyg_jets.report import Sentence, Table
from pyg_jets.study.chapters.erasure.measure import DRAWS, Erasure
from pyg_jets.study.numbers import cell, intervals_of, numbers_of

ALL = "all of them"


def erasure_table(tasks: Mapping[str, Erasure], trainings: int = 1) -> Table:
    """One row for each task and what was erased."""
    header = ["task", "erased", "R²", "after", "R², kernel", "after (kernel)", "AUC", "after (AUC)"]
    header += ["cost of erasing", "no meaning", "untrained, trained head"]
    rows = [
        [task, erased_name(cost), *_read(cost), *map(cell, (*cost.auc, *_lost(cost)))]
        for task, erasure in tasks.items()
        for cost in erasure.costs
    ]
    caption = (
        "What erasing an observable from the jet embedding h_J costs (LEACE, arXiv:2306.03819, "
        "fitted to training jets): R² on test jets by a straight line and, of a thousand of them, "
        "by a kernel probe, "
        "before and after; AUC of the head as it is, before and after; cost of erasing: the AUC "
        f"lost, whose interval is over {DRAWS} draws of the jets of the fit and of the test jets; "
        "no meaning: the AUC lost to as many directions, of the same numbers dealt out anew among "
        "the jets; untrained: the AUC lost by a new head on the network before its training; "
        f"{intervals_of(trainings)}. Jets for which an observable is not defined are left out: "
        f"{_left_out(tasks)}. †: one jet carries above a quarter of the squared error."
    )
    return Table("erasure", caption, header, rows)


def erasure_sentences(tasks: Mapping[str, Erasure]) -> list[Sentence]:
    """What costs most, and what is read best, of each task."""
    sentences = []
    for task, erasure in tasks.items():
        single = [cost for cost in erasure.costs if len(cost.erased) == 1]
        most = max(single, key=lambda cost: cost.cost.value)
        best = max(single, key=lambda cost: _r2(cost).value)
        text = (
            f"Erasing {erased_name(most)} costs most: AUC lost {cell(most.cost)}, R² "
            f"{_r2(most).value:.2f}. Read best is {erased_name(best)}, R² {_r2(best).value:.2f}; "
            f"erasing it costs {cell(best.cost)}."
        )
        sentences.append(Sentence(text, task))
    return sentences


def erasure_numbers(erasure: Erasure) -> dict[str, Any]:
    """Every number of one task."""
    train, test, left_out = erasure.jets
    numbers: dict[str, Any] = {"jets": {"train": train, "test": test, "left_out": left_out}}
    for cost in erasure.costs:
        of_one = {
            f"{name}_r2_{end}": getattr(change, end)
            for name, change in cost.linear.items()
            for end in change._fields
        }
        numbers[erased_name(cost)] = numbers_of(
            cost=cost.cost,
            null=cost.null,
            untrained=cost.untrained,
            auc=cost.auc.before,
            auc_after=cost.auc.after,
            **of_one,
        )
    return numbers


def erased_name(cost: ErasureCost) -> str:
    """For people."""
    return cost.erased[0] if len(cost.erased) == 1 else ALL


def _r2(cost: ErasureCost) -> Estimate:
    before: Estimate = cost.linear[cost.erased[0]].before
    return before


def _read(cost: ErasureCost) -> list[str]:
    if len(cost.erased) > 1:
        return [""] * 4
    (name,) = cost.erased
    return [cell(score) for change in (cost.linear[name], cost.beyond[name]) for score in change]


def _lost(cost: ErasureCost) -> tuple[Estimate, ...]:
    return cost.cost, cost.null, cost.untrained


def _left_out(tasks: Mapping[str, Erasure]) -> str:
    return ", ".join(
        f"{left_out} of {train + test + left_out} ({task})"
        for task, (_, (train, test, left_out)) in tasks.items()
    )
