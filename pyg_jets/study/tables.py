"""The study's tables and the same numbers for machines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pyg_jets.metrics import Estimate
from pyg_jets.report import Table
from pyg_jets.study.published import BASE_AUC, PROBE_R2
from pyg_jets.study.task import TaskResult


def performance_table(results: Sequence[TaskResult]) -> Table:
    """Table of the taggers' performance, the paper's AUC beside ours."""
    header = ["task", "jets (train, val, test)", "AUC", "AUC (paper)", "accuracy"]
    header += ["1/ε_B at ε_S = 0.3", "1/ε_B at ε_S = 0.5", "best epoch"]
    rows = [
        [
            result.name,
            ", ".join(str(n) for n in result.jets),
            str(result.metrics["auc"]),
            str(BASE_AUC[result.name]),
            str(result.metrics["accuracy"]),
            str(result.metrics["rejection_at_0.3"]),
            str(result.metrics["rejection_at_0.5"]),
            str(result.training.best_epoch + 1),
        ]
        for result in results
    ]
    caption = (
        "Performance on test jets, with 68 % intervals. The paper's sample is another one "
        "(its size and detector card are not given)."
    )
    return Table("performance", caption, header, rows)


def probe_table(results: Sequence[TaskResult]) -> Table:
    """First rows of the paper's Table 1, its values and an untrained tagger's beside ours."""
    header = ["observable"]
    for result in results:
        header += [f"{result.name}: R²", "untrained", "paper"]
    rows = []
    for observable, published in PROBE_R2.items():
        row = [observable]
        for result in results:
            row += [*map(str, result.probes[observable]), str(published[result.name])]
        rows.append(row)
    caption = (
        "Linear regression of observables from the jet embedding h_J, on test jets that the tagger "
        "never saw, each predicted by a fit to the others; beside it the same from an untrained "
        "tagger. As in the paper's Table 1, mass is the angularity (1, 2) and pt_d is (2, 0)."
    )
    return Table("probes", caption, header, rows)


def numbers_of(result: TaskResult) -> dict[str, Any]:
    """Every number of one task, for ``results.json``."""
    numbers: dict[str, Any] = {}
    for name, estimate in result.metrics.items():
        numbers |= _estimate(name, estimate)
    numbers["jets"] = dict(zip(("train", "val", "test"), result.jets, strict=True))
    numbers["best_epoch"] = result.training.best_epoch + 1
    numbers["history"] = result.training.history
    numbers["probes"] = {
        name: {**_estimate("r2", trained), **_estimate("r2_untrained", untrained)}
        for name, (trained, untrained) in result.probes.items()
    }
    numbers["maps"] = {
        f"{kind}, {'with' if with_root else 'without'} root": {
            "ln_inv_delta_edges": plane.edges[0].tolist(),
            "ln_kt_edges": plane.edges[1].tolist(),
            "mean": plane.mean.tolist(),
            "error": plane.error.tolist(),
            "count": plane.count.tolist(),
        }
        for (kind, with_root), plane in result.planes.items()
    }
    return numbers


def _estimate(name: str, estimate: Estimate) -> dict[str, Any]:
    """Value and interval; infinite ends become null, which JSON knows."""
    value, *ends = (
        x if math.isfinite(x) else None for x in (estimate.value, estimate.low, estimate.high)
    )
    numbers: dict[str, Any] = {name: value, f"{name}_interval": ends}
    if estimate.count is not None:
        numbers[f"{name}_counts"] = [estimate.count, estimate.total]
    return numbers
