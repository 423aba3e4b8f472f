"""The study's tables and the same numbers for machines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyg_jets.metrics import Estimate, Floats
from pyg_jets.probing import ControlledProbe
from pyg_jets.report import Table
from pyg_jets.study.published import PROBE_R2
from pyg_jets.study.stronger import StrongerProbe
from pyg_jets.study.task import TaskResult

PROBE_CAPTION = (
    "R² of observables read off the {layer} by least squares, on test jets that the "
    "tagger never saw, each predicted by a fit to the others; {intervals}. Untrained: the same "
    "network before its training. Permuted: jets get each other's values, ten times. n, pt, m "
    "alone: read off multiplicity, pt and mass, without a network (multiplicity itself is one of "
    "them). Partial, given m: the share of "
    "what the mass (to the third power) leaves open that the {layer} explains. Jets: those whose "
    "observable is defined. As in the paper's Table 1, mass is the angularity (1, 2) and pt_d is "
    "(2, 0); the paper's values are those of a RecNN's embedding, and it does not say whether its "
    "jets were held out."
)


def probe_table(
    tasks: Mapping[str, Mapping[str, ControlledProbe]],
    layer: str = "jet embedding h_J",
    seeds: int = 1,
) -> Table:
    """The paper's Table 1, its values and the controls beside ours.

    Args:
        tasks: By name of the task the probes of each observable.
        layer: What was probed, in the caption's words.
        seeds: Number of trainings behind each number.
    """
    header = ["task", "observable", "R²", "R² (paper)", "untrained", "permuted"]
    header += ["n, pt, m alone", "partial, given m", "jets"]
    rows = [
        [
            task,
            observable,
            _without_counts(probes.trained),
            f"{PROBE_R2[observable][task]:.2f}",
            *map(_without_counts, (probes.untrained, probes.permuted, probes.raw, probes.partial)),
            f"{probes.trained.count} of {probes.trained.total}",
        ]
        for task, results in tasks.items()
        for observable, probes in results.items()
    ]
    intervals = (
        "68 % intervals"
        if seeds == 1
        else f"means of {seeds} trainings, and the standard deviation from one to another"
    )
    return Table("probes", PROBE_CAPTION.format(layer=layer, intervals=intervals), header, rows)


def stronger_table(tasks: Mapping[str, Mapping[str, StrongerProbe]]) -> Table:
    """One row for each task and observable.

    Args:
        tasks: By name of the task the probes of each observable.
    """
    header = ["task", "observable", "R², kernel", "R², MLP", "bits saved", "untrained"]
    rows = [
        [
            task,
            observable,
            _without_counts(each.kernel),
            _without_counts(each.mlp),
            f"{each.saved:.2f}",
            f"{each.saved_untrained:.2f}",
        ]
        for task, probes in tasks.items()
        for observable, each in probes.items()
    ]
    caption = (
        "What probes beyond a straight line read off the jet embedding h_J, on the jets of the "
        "linear ones, 15,000 at the most; 68 % intervals: ridge regression on random Fourier "
        "features (kernel), a network of one hidden layer (MLP). Bits saved: by how many bits per "
        "jet the embedding shortens a message that tells the observable (online code with a ridge "
        "probe, arXiv:2003.12298), for the trained and the untrained network."
    )
    return Table("stronger-probes", caption, header, rows)


def basis_table(results: Sequence[TaskResult]) -> Table:
    """Bases of observables against the embeddings."""
    header = ["task", "features", "number", "R² of the logit", "AUC of a logistic head"]
    rows = [
        [
            result.name,
            name,
            str(each.num_features),
            _without_counts(each.logit),
            _without_counts(each.auc),
        ]
        for result in results
        for name, each in result.bases.items()
    ]
    caption = (
        "What sets of features explain, linearly, of the tagger's logit and of the class, on test "
        "jets (15,000 at the most), each predicted by a fit to the others; 68 % intervals. "
        "N-subjettiness: N from 1 to 5; energy correlators: e2, C2, D2; both with the powers ½, 1 "
        "and 2 of the distance. n, pt, m: multiplicity, pt and mass."
    )
    return Table("bases", caption, header, rows)


def numbers_of(result: TaskResult) -> dict[str, Any]:
    """Every number of one task, for ``results.json``."""
    numbers: dict[str, Any] = {}
    for name, estimate in result.metrics.items():
        numbers |= _estimate(name, estimate)
    numbers["jets"] = dict(zip(("train", "val", "test"), result.jets, strict=True))
    numbers["best_epoch"] = result.training.best_epoch + 1
    numbers["history"] = result.training.history
    numbers["probes"] = {
        name: {
            **_estimate("r2", probes.trained),
            **_estimate("r2_untrained", probes.untrained),
            **_estimate("r2_permuted", probes.permuted),
            **_estimate("r2_raw", probes.raw),
            **_estimate("r2_partial", probes.partial),
        }
        for name, probes in result.probes.items()
    }
    numbers["stronger_probes"] = {
        name: {
            **_estimate("r2_kernel", each.kernel),
            **_estimate("r2_mlp", each.mlp),
            "bits_saved": each.saved,
            "bits_saved_untrained": each.saved_untrained,
        }
        for name, each in result.stronger.items()
    }
    numbers["bases"] = {
        name: {
            **_estimate("logit_r2", each.logit),
            **_estimate("auc", each.auc),
            "features": each.num_features,
        }
        for name, each in result.bases.items()
    }
    numbers["angularity_scan"] = {
        "kappas": result.scan.kappas,
        "betas": result.scan.betas,
        "r2": _nulls(result.scan.r2),
        "error": _nulls(result.scan.error),
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


def _without_counts(estimate: Estimate) -> str:
    return str(replace(estimate, count=None, total=None))


def _nulls(values: Floats) -> list[list[float | None]]:
    """NaN becomes null, which JSON knows."""
    return [[None if math.isnan(x) else x for x in row] for row in values.tolist()]
