"""Formulas beside the tagger, as a table, as numbers and in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyg_jets.intervention import Formula
from pyg_jets.report import Sentence, Table
from pyg_jets.study.chapters.ordering.measure import Ordering
from pyg_jets.study.numbers import cell, numbers_of
from pyg_jets.study.pooled import pooled

NETWORKS = ("the tagger", "untrained")


def formula_table(result: Mapping[str, Sequence[Ordering]]) -> list[Table]:
    """A row for each task, network and training, and the means; none without the package gplearn.

    Args:
        result: By task, one a training.
    """
    header = ["task", "network", "training", "formula", "tokens", "R² of the logit"]
    header += ["R² of a line", "pairs in its order", "AUC of the formula"]
    rows = [row for task, trainings in result.items() for row in _rows(task, trainings)]
    caption = (
        "A formula in place of the logit, bred by genetic programming from the observables that "
        "the search took (each less its mean, over its standard deviation, on training jets), and "
        "its agreement on test jets: share of the logit's variance, the same of a straight line in "
        "the same observables, share of the pairs that it puts in the network's order, and the AUC "
        "of the formula itself. Tokens: functions, observables and constants. Untrained: with a "
        "trained head."
    )
    return [Table("formulas", caption, header, rows)] if rows else []


def _rows(task: str, trainings: Sequence[Ordering]) -> Iterator[list[str]]:
    for number, network in enumerate(NETWORKS):
        formulas = [one.formulas[number] for one in trainings if one.formulas is not None]
        for k, one in enumerate(formulas):
            yield [
                task,
                network,
                str(k),
                str(one.expression),
                str(one.expression.length),
                *_cells(one),
            ]
        if len(formulas) > 1:
            yield [task, network, "all", "mean", "", *_cells(pooled_formula(formulas))]


def _cells(one: Formula) -> list[str]:
    return [cell(one.r2), cell(one.linear), cell(one.ordering), cell(one.auc)]


def pooled_formula(formulas: Sequence[Formula]) -> Formula:
    """The numbers over trainings; the expression is the first one's.

    Args:
        formulas: One a training.
    """
    first = formulas[0].expression
    numbers = pooled([tuple(one[1:]) for one in formulas])
    return Formula(first, *numbers)


def formula_sentences(result: Mapping[str, Sequence[Ordering]]) -> list[Sentence]:
    """How far a formula goes, or why there is none.

    Args:
        result: By task, one a training.
    """
    return [Sentence(_said(trainings), task) for task, trainings in result.items()]


def _said(trainings: Sequence[Ordering]) -> str:
    formulas = [one.formulas[0] for one in trainings if one.formulas is not None]
    if not formulas:
        return (
            "No formula was bred: the package gplearn is not there (pip install pyg-jets[formula])."
        )
    mean = pooled_formula(formulas)
    return (
        f"A formula of {min(one.expression.length for one in formulas)} to "
        f"{max(one.expression.length for one in formulas)} tokens explains {cell(mean.r2)} of the "
        f"logit's variance (a straight line in the same observables: {cell(mean.linear)}) and "
        f"orders {cell(mean.ordering)} of the pairs as the tagger does."
    )


def formula_numbers(trainings: Sequence[Ordering]) -> list[dict[str, Any]]:
    """Every formula with its numbers, training by training.

    Args:
        trainings: One each.
    """
    return [
        {
            name: {
                "formula": str(one.expression),
                "tokens": list(one.expression.tokens),
                "offset": one.expression.offset,
                "slope": one.expression.slope,
                "units": {key: list(unit) for key, unit in one.expression.units.items()},
                **numbers_of(r2=one.r2, linear=one.linear, ordering=one.ordering, auc=one.auc),
            }
            for name, one in zip(("trained", "untrained"), ordering.formulas, strict=True)
        }
        for ordering in trainings
        if ordering.formulas is not None
    ]
