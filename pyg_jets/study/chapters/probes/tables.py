"""Probes as tables, the paper's Table 1 first, and as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe, Explained
from pyg_jets.report import Table
from pyg_jets.study.chapters.probes.beyond_linear import BeyondLinear
from pyg_jets.study.chapters.probes.measure import Reading
from pyg_jets.study.numbers import cell, intervals_of, nulls, numbers_of
from pyg_jets.study.published import PROBE_R2

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

COST_CAPTION = (
    " Cost of erasing: AUC lost when the observable is erased from the embedding and the head "
    "stays as it is; what is held (R²) need not be used."
)


def probe_table(
    tasks: Mapping[str, Mapping[str, ControlledProbe]],
    layer: str | None = None,
    trainings: int = 1,
    costs: Mapping[str, Mapping[str, Estimate]] | None = None,
) -> Table:
    """The paper's Table 1, its values, the controls and the cost of erasing beside ours.

    Args:
        tasks: By name of the task the probes of each observable.
        layer: Name of the layer that was probed, which stands beside no number of the paper; the
            embedding if not given.
        trainings: How many are behind each number.
        costs: By task and observable the AUC lost when it is erased, where that is known; without
            any there is no such column.
    """
    erased = costs or {}
    header = ["task", "observable", "R²", "R² (paper)"]
    header += ["cost of erasing"] if erased else []
    header += ["untrained", "permuted"]
    header += ["n, pt, m alone", "partial, given m", "jets", "limited", "worst jet"]
    rows = [
        [
            task,
            observable,
            cell(probes.trained),
            _published(task, observable) if layer is None else "–",
            *_cost(erased, task, observable),
            *map(cell, (probes.untrained, probes.permuted, probes.raw, probes.partial)),
            f"{probes.trained.count} of {probes.trained.total}",
            str(probes.trained.limited),
            f"{probes.trained.worst:.2f}",
        ]
        for task, results in tasks.items()
        for observable, probes in results.items()
    ]
    probed = "jet embedding h_J" if layer is None else f"layer {layer}"
    caption = PROBE_CAPTION.format(layer=probed, intervals=intervals_of(trainings))
    caption += COST_CAPTION if erased else ""
    return Table("probes", caption, header, rows)


def beyond_linear_table(
    tasks: Mapping[str, Mapping[str, BeyondLinear]], trainings: int = 1
) -> Table:
    """One row for each task and observable."""
    header = ["task", "observable", "R², kernel", "R², MLP", "bits saved", "untrained"]
    rows = [
        [task, observable, *map(cell, probes)]
        for task, of_task in tasks.items()
        for observable, probes in of_task.items()
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


def basis_table(tasks: Mapping[str, Mapping[str, Explained]], trainings: int = 1) -> Table:
    """Bases of observables against the embeddings."""
    header = ["task", "features", "number", "R² of the logit", "AUC of a logistic head"]
    rows = [
        [task, name, str(basis.num_features), cell(basis.logit), cell(basis.auc)]
        for task, bases in tasks.items()
        for name, basis in bases.items()
    ]
    caption = (
        "What sets of features explain, linearly, of the tagger's logit and of the class, on test "
        "jets (5,000 a training at the most), each predicted by a fit to the others, limited as in "
        f"the linear probes; {intervals_of(trainings)}. "
        "N-subjettiness: N from 1 to 5; energy correlators: e2, C2, D2; both with the powers ½, 1 "
        "and 2 of the distance. n, pt, m: multiplicity, pt and mass."
    )
    return Table("bases", caption, header, rows)


def reading_numbers(reading: Reading) -> dict[str, Any]:
    """Every number of one task."""
    numbers: dict[str, Any] = {
        "probes": {
            name: numbers_of(
                r2=probes.trained,
                r2_untrained=probes.untrained,
                r2_permuted=probes.permuted,
                r2_raw=probes.raw,
                r2_partial=probes.partial,
            )
            for name, probes in reading.linear.items()
        }
    }
    if reading.beyond_linear is not None:
        numbers["stronger_probes"] = {
            name: numbers_of(
                r2_kernel=probes.kernel,
                r2_mlp=probes.mlp,
                bits_saved=probes.saved,
                bits_saved_untrained=probes.saved_untrained,
            )
            for name, probes in reading.beyond_linear.items()
        }
    if reading.bases is not None:
        numbers["bases"] = {
            name: numbers_of(logit_r2=basis.logit, auc=basis.auc, features=basis.num_features)
            for name, basis in reading.bases.items()
        }
    if (scan := reading.scan) is not None:
        numbers["angularity_scan"] = {
            "kappas": scan.kappas,
            "betas": scan.betas,
            **{name: nulls(getattr(scan, name)) for name in ("r2", "error", "worst", "limited")},
        }
    return numbers


def _cost(costs: Mapping[str, Mapping[str, Estimate]], task: str, observable: str) -> list[str]:
    """A cell, if there is such a column."""
    if not costs:
        return []
    return [cell(costs[task][observable]) if task in costs else "–"]


def _published(task: str, observable: str) -> str:
    value = PROBE_R2[observable].get(task)
    return "–" if value is None else f"{value:.2f}"
