"""Several trainings of one tagger, put together."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe, spread_over_seeds
from pyg_jets.study.task import TaskResult


def over_seeds(estimates: Sequence[Estimate]) -> str:
    """One number with its interval, or means over seeds with the spread of finite values."""
    if len(estimates) == 1:
        return str(estimates[0])
    values = np.array([(each.value, each.low, each.high) for each in estimates])
    finite = values[np.isfinite(values).all(1)]
    if len(finite) < 2:
        return str(estimates[0])
    mean = Estimate(*finite.mean(0).tolist())
    spread = finite[:, 0].std(ddof=1)
    decimals = len(str(mean).split(" [")[0].partition(".")[2])
    return f"{mean} ± {spread:.{decimals}f}"


def spread_of_probes(
    results: Sequence[Mapping[str, ControlledProbe]],
) -> dict[str, ControlledProbe]:
    """Each number of each observable: the mean over trainings, and their standard deviation."""
    if len(results) == 1:
        return dict(results[0])
    return {
        observable: ControlledProbe(
            *(
                spread_over_seeds([getattr(result[observable], field.name) for result in results])
                for field in fields(ControlledProbe)
            )
        )
        for observable in results[0]
    }


def pooled(results: Sequence[TaskResult]) -> TaskResult:
    """One task's trainings as one: maps of all test jets, probes with their spread.

    What has no spread yet (stronger probes, bases, the scan, the metrics) is the first training's.

    Args:
        results: Of one task, one a seed.
    """
    planes = {
        key: functools.reduce(operator.add, (result.planes[key] for result in results))
        for key in results[0].planes
    }
    probes = spread_of_probes([result.probes for result in results])
    return replace(results[0], probes=probes, planes=planes)
