"""Several trainings put together: results of any shape, number by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

from pyg_jets.datasets import Task
from pyg_jets.lund import LundPlane
from pyg_jets.metrics import Estimate
from pyg_jets.metrics.over_trainings import over_trainings
from pyg_jets.probing import AngularityScan, ProbeScore
from pyg_jets.study.map_over_trainings import MapOverTrainings
from pyg_jets.taggers import Tagger
from pyg_jets.training import FitResult

Result = TypeVar("Result")

_AS_IT_IS = (str, bool, int, FitResult, Tagger, Task)

_POOLED_BY = {
    ProbeScore: ProbeScore.over_trainings,
    Estimate: over_trainings,
    AngularityScan: AngularityScan.over_trainings,
    LundPlane: MapOverTrainings,
}
"""How what has an error of its own is put together; of two types that fit the first one counts."""


def pooled(results: Sequence[Result]) -> Result:
    """The same result of several trainings as one of its kind.

    Numbers with an interval become means with their spread
    (:func:`pyg_jets.metrics.over_trainings`), maps :class:`MapOverTrainings`, plain floats and
    arrays means. Mappings, sequences, tuples with names and dataclasses are put together item
    by item; a class may have a method ``over_trainings`` of its own. What has no mean (names,
    counts, a task, a trained tagger) is the first training's.

    Args:
        results: Of one kind, one a training; of one alone it stays as it is.
    """
    first: Any = results[0]
    if len(results) == 1 or first is None or isinstance(first, _AS_IT_IS):
        return results[0]
    for kind, pool in _POOLED_BY.items():
        if isinstance(first, kind):
            return pool(results)  # type: ignore[operator,no-any-return]
    if (own := getattr(type(first), "over_trainings", None)) is not None:
        return own(results)  # type: ignore[no-any-return]
    if isinstance(first, float | np.ndarray):
        return np.mean(results, axis=0)  # type: ignore[arg-type,no-any-return]
    together: Result = _item_by_item(results)
    return together


def _item_by_item(results: Sequence[Any]) -> Any:
    first = results[0]
    if isinstance(first, Mapping):
        return {key: pooled([result[key] for result in results]) for key in first}
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*map(pooled, map(list, zip(*results, strict=True))))
    if isinstance(first, list | tuple):
        return type(first)(pooled(list(items)) for items in zip(*results, strict=True))
    if is_dataclass(first) and not isinstance(first, type):
        names = [field.name for field in fields(first)]
        return type(first)(**{n: pooled([getattr(r, n) for r in results]) for n in names})
    raise TypeError(
        "results of trainings must be numbers, maps or collections of them (got "
        f"{type(first).__name__})"
    )
