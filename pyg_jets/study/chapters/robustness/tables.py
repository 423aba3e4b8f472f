"""Robustness of taggers as tables and as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyg_jets.report import Table
from pyg_jets.study.chapters.robustness.changes import Robustness
from pyg_jets.study.chapters.robustness.irc_scan import TOLERANCE, Scan
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness
from pyg_jets.study.numbers import cell, intervals_of, null, numbers_of

LIMITS = {
    "soft": ("soft limit, in the jet", r"$p_T$ of a soft particle in the jet [GeV]"),
    "soft_far": ("soft limit, far from the jet", r"$p_T$ of a soft particle far from it [GeV]"),
    "collinear": ("collinear limit", "angle of a split [rad]"),
}
"""By name of the scan its column of the table and its axis of the figure."""


def robustness_table(tested: Sequence[TaggerRobustness], task: str, trainings: int = 1) -> Table:
    """One row for each tagger and change."""
    header = ["tagger", "change", "AUC", "its change", "1/ε_B at ε_S = 0.5", "ratio to before"]
    header += ["median abs. Δlogit", "68 %", "95 %", "median / spread"]
    header += [f"maps alike, {kind}" for kind in tested[0].kinds]
    rows = []
    for one in tested:
        for name, (response, maps) in one.changes.items():
            numbers = [response.auc, response.auc_change, response.rejection]
            row = [one.name, name, *map(cell, [*numbers, response.rejection_ratio])]
            row += [f"{value:.2g}" for value in (*response.quantiles, response.relative)]
            row += [f"{maps[k].correlation:.3f}" if k in maps else "–" for k in one.kinds.values()]
            rows.append(row)
    caption = (
        f"Test jets of {task} changed before clustering; {intervals_of(trainings)}; errors over "
        f"jets of changes are from bootstraps of pairs. {soft_particles(tested)} Abs. Δlogit: "
        "over the jets, 'spread' being the standard deviation of the logits. Maps alike: "
        "correlation of the bins of the saliency maps before and after."
    )
    return Table(f"robustness-{task}", caption, header, rows, task)


def safety_table(tested: Sequence[TaggerRobustness], task: str, trainings: int = 1) -> Table:
    """One row for each tagger: its limits, and the paper's question."""
    header = ["tagger", *(column for column, _ in LIMITS.values())]
    header += ["collinear saliency and response", "given n, pt", "untrained", "untrained, given"]
    rows = []
    for one in tested:
        limits = [_verdict(one.scans[name]) for name in LIMITS]
        row = [one.name, *limits]
        for key in ("trained", "untrained"):
            collinear = one.collinear.get(key)
            row += ["–", "–"] if collinear is None else map(str, collinear[:2])
        rows.append(row)
    caption = (
        "Limits: 95 % quantile over the jets of the logit's change at the least pt or angle of the "
        f"scan, in units of the logits' spread; safe below {TOLERANCE:g}. "
        f"{soft_particles(tested)} Then Spearman's "
        "correlation between a jet's mean saliency beyond ln 1/Δ = 3 and how far its logit moves "
        "when its ten hardest constituents are split: plain, and partial, given multiplicity n and "
        f"pt; the same of the untrained network; {intervals_of(trainings)}."
    )
    return Table(f"safety-{task}", caption, header, rows, task)


def _verdict(scan: Scan) -> str:
    return f"{'safe' if scan.safe else 'unsafe'} ({scan.quantiles[-1, 2]:.1g})"


def soft_particles(tested: Sequence[TaggerRobustness]) -> str:
    """What 'in the jet' and 'far from the jet' mean."""
    return (
        f"Soft particles in the jet: within {tested[0].radius:g} of its axis. Far from the jet: "
        "anywhere at |η| < 5; clustering has no beam distance and keeps them (in "
        "Cambridge/Aachen trees next to the root), where a jet finder would leave them out."
    )


def robustness_numbers(tested: TaggerRobustness) -> dict[str, Any]:
    """Every number of one tagger."""
    return {
        "tagger": tested.name,
        "changes": {name: _change_numbers(change) for name, change in tested.changes.items()},
        "limits": {
            name: {"at": scan.at, "quantiles": scan.quantiles.tolist(), "safe": scan.safe}
            for name, scan in tested.scans.items()
        },
        "collinear": {
            name: numbers_of(
                spearman=collinear.plain,
                partial=collinear.partial,
                jets=collinear.jets,
                median_abs_delta_logit=collinear.median,
            )
            for name, collinear in tested.collinear.items()
        },
        "jet_radius": tested.radius,
    }


def _change_numbers(change: Robustness) -> dict[str, Any]:
    response, maps = change
    metrics = ("auc", "auc_change", "rejection", "rejection_ratio")
    return {
        "abs_delta_logit": response.quantiles,
        "median_over_spread": response.relative,
        "map_correlation": {label: null(of_label.correlation) for label, of_label in maps.items()},
        **numbers_of(**{name: getattr(response, name) for name in metrics}),
    }
