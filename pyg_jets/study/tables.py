"""The study's tables and the same numbers for machines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyg_jets.metrics import Estimate, Floats
from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.report import Table
from pyg_jets.study.published import PROBE_R2
from pyg_jets.study.stronger import StrongerProbe
from pyg_jets.study.task import TaskResult

PROBE_CAPTION = (
    "R² of observables read off the {layer} by least squares, on test jets that the "
    "tagger never saw, each predicted by a fit to the others; {intervals}. No jet may decide a "
    "number: features and predictions of a held-out jet are put into the range of the jets of the "
    "fit, and directions below a thousandth of the widest spread are left out of it. Limited: how "
    "many jets that concerned; worst jet: the largest share of the squared error that one jet "
    "carries (both of the trained network). †: the share is above a quarter; such a number counts "
    "for no trend. Untrained: the same "
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
    layer: str | None = None,
    trainings: int = 1,
) -> Table:
    """The paper's Table 1, its values and the controls beside ours.

    Args:
        tasks: By name of the task the probes of each observable.
        layer: Name of the layer that was probed, which stands beside no number of the paper; the
            embedding if not given.
        trainings: How many are behind each number.
    """
    header = ["task", "observable", "R²", "R² (paper)", "untrained", "permuted"]
    header += ["n, pt, m alone", "partial, given m", "jets", "limited", "worst jet"]
    rows = [
        [
            task,
            observable,
            _without_counts(probes.trained),
            _published(observable, task) if layer is None else "–",
            *map(_without_counts, (probes.untrained, probes.permuted, probes.raw, probes.partial)),
            f"{probes.trained.count} of {probes.trained.total}",
            str(probes.trained.limited),
            f"{probes.trained.worst:.2f}",
        ]
        for task, results in tasks.items()
        for observable, probes in results.items()
    ]
    probed = "jet embedding h_J" if layer is None else f"layer {layer}"
    caption = PROBE_CAPTION.format(layer=probed, intervals=intervals_of(trainings))
    return Table("probes", caption, header, rows)


def _published(observable: str, task: str) -> str:
    """R² of the paper, where it has the task."""
    value = PROBE_R2[observable].get(task)
    return "–" if value is None else f"{value:.2f}"


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


def stronger_table(tasks: Mapping[str, Mapping[str, StrongerProbe]], trainings: int = 1) -> Table:
    """One row for each task and observable.

    Args:
        tasks: By name of the task the probes of each observable.
        trainings: How many are behind each number.
    """
    header = ["task", "observable", "R², kernel", "R², MLP", "bits saved", "untrained"]
    rows = [
        [
            task,
            observable,
            _without_counts(each.kernel),
            _without_counts(each.mlp),
            _without_counts(each.saved),
            _without_counts(each.saved_untrained),
        ]
        for task, probes in tasks.items()
        for observable, each in probes.items()
    ]
    caption = (
        "What probes beyond a straight line read off the jet embedding h_J, on test jets, 5,000 "
        f"a training at the most; {intervals_of(trainings)}: ridge regression on random Fourier "
        "features (kernel), a network of one hidden layer (MLP). Held-out jets are limited as in "
        "the linear probes. Bits saved: by how many bits per jet the embedding shortens a message "
        "that tells the observable (online code with a ridge probe, arXiv:2003.12298), for the "
        "trained and the untrained network. †: one jet carries above a quarter of the error."
    )
    return Table("stronger-probes", caption, header, rows)


def basis_table(results: Sequence[TaskResult], trainings: int = 1) -> Table:
    """Bases of observables against the embeddings.

    Args:
        results: One a task.
        trainings: How many are behind each number.
    """
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
        "jets (5,000 a training at the most), each predicted by a fit to the others, limited as in "
        f"the linear probes; {intervals_of(trainings)}. "
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
            **_estimate("bits_saved", each.saved),
            **_estimate("bits_saved_untrained", each.saved_untrained),
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
        "worst": _nulls(result.scan.worst),
        "limited": _nulls(result.scan.limited),
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
    if estimate.spread is not None:
        numbers[f"{name}_spread"] = estimate.spread if math.isfinite(estimate.spread) else None
    if estimate.count is not None:
        numbers[f"{name}_counts"] = [estimate.count, estimate.total]
    if isinstance(estimate, ProbeScore):
        numbers |= {f"{name}_limited": estimate.limited, f"{name}_worst": estimate.worst}
    return numbers


def _without_counts(estimate: Estimate) -> str:
    return str(replace(estimate, count=None, total=None))


def _nulls(values: Floats) -> list[list[float | None]]:
    """NaN becomes null, which JSON knows."""
    return [[None if math.isnan(x) else x for x in row] for row in values.tolist()]
