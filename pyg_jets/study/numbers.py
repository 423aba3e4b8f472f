"""Numbers with intervals, as text for tables and as plain numbers for machines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pyg_jets.metrics import Estimate, Floats
from pyg_jets.probing import ProbeScore


def numbers_of(**measured: Any) -> dict[str, Any]:
    """Numbers by their names, for JSON: of an estimate the value, its interval and all that it has.

    Infinite ends and NaN become null, which JSON knows.

    Args:
        **measured: Estimates and plain numbers.

    Example:
        >>> numbers_of(auc=Estimate(0.9, 0.8, 1.0), epochs=5)
        {'auc': 0.9, 'auc_interval': [0.8, 1.0], 'epochs': 5}
    """
    numbers: dict[str, Any] = {}
    for name, value in measured.items():
        numbers |= _of_estimate(name, value) if isinstance(value, Estimate) else {name: null(value)}
    return numbers


def numbers_by_name(results: Mapping[str, Any]) -> dict[str, Any]:
    """All numbers of several results that are tuples with names, by their own names."""
    return {name: numbers_of(**result._asdict()) for name, result in results.items()}


def _of_estimate(name: str, estimate: Estimate) -> dict[str, Any]:
    ends = [null(estimate.low), null(estimate.high)]
    numbers: dict[str, Any] = {name: null(estimate.value), f"{name}_interval": ends}
    if estimate.spread is not None:
        numbers[f"{name}_spread"] = null(estimate.spread)
    if estimate.count is not None:
        numbers[f"{name}_counts"] = [estimate.count, estimate.total]
    if isinstance(estimate, ProbeScore):
        numbers |= {f"{name}_limited": estimate.limited, f"{name}_worst": estimate.worst}
    return numbers


def null(value: Any) -> Any:
    """What JSON knows: None in place of a float that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def nulls(values: Floats) -> list[list[float | None]]:
    """The rows of a matrix, with None where there is no number."""
    return [[null(x) for x in row] for row in values.tolist()]


def cell(estimate: Estimate) -> str:
    """A number in a table, without the counts behind it."""
    return str(replace(estimate, count=None, total=None))


def intervals_of(trainings: int) -> str:
    """What a table's intervals are, in the words of its caption.

    Args:
        trainings: How many are behind each number.

    Example:
        >>> intervals_of(1)
        '68 % intervals over jets'
    """
    if trainings == 1:
        return "68 % intervals over jets"
    return (
        f"means of {trainings} trainings; after ± the standard deviation from one training to "
        "another; in brackets the larger of the jets' error and of where one more training would "
        "fall, both at 68 %"
    )
