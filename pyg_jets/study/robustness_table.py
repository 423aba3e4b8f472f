"""Robustness of taggers as a table, numbers, curves and Lund maps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from pyg_jets.lund.hatching import hatching_note
from pyg_jets.plotting import COLOURS, MARKERS, colour_limit
from pyg_jets.report import Picture, Table
from pyg_jets.study.examined import Examined
from pyg_jets.study.irc_scan import TOLERANCE, Scan
from pyg_jets.study.robustness import MapChange
from pyg_jets.study.tables import _estimate, _without_counts, intervals_of

_LIMITS = {
    "soft": ("soft limit, in the jet", r"$p_T$ of a soft particle in the jet [GeV]"),
    "soft_far": ("soft limit, far from the jet", r"$p_T$ of a soft particle far from it [GeV]"),
    "collinear": ("collinear limit", "angle of a split [rad]"),
}
"""By name of the scan its column of the table and its axis of the figure."""


def robustness_table(tested: Sequence[Examined], task: str, trainings: int = 1) -> Table:
    """One row for each tagger and change.

    Args:
        tested: The taggers.
        task: Signal and background, with a hyphen between.
        trainings: How many are behind each number.
    """
    header = ["tagger", "change", "AUC", "its change", "1/ε_B at ε_S = 0.5", "ratio to before"]
    header += ["median abs. Δlogit", "68 %", "95 %", "median / spread"]
    header += [f"maps alike, {kind}" for kind in task.split("-")]
    rows = []
    for one in tested:
        for name, (response, maps) in one.changes.items():
            numbers = [response.auc, response.auc_change, response.rejection]
            row = [one.name, name, *map(_without_counts, [*numbers, response.rejection_ratio])]
            row += [f"{value:.2g}" for value in (*response.quantiles, response.relative)]
            row += [f"{maps[k].correlation:.3f}" if k in maps else "–" for k in (1, 0)]
            rows.append(row)
    caption = (
        f"Test jets of {task} changed before clustering; {intervals_of(trainings)}; errors over "
        f"jets of changes are from bootstraps of pairs. {_soft_particles(tested)} Abs. Δlogit: "
        "over the jets, 'spread' being the standard deviation of the logits. Maps alike: "
        "correlation of the bins of the saliency maps before and after."
    )
    return Table("robustness", caption, header, rows)


def safety_table(tested: Sequence[Examined], trainings: int = 1) -> Table:
    """One row for each tagger: its limits, and the paper's question.

    Args:
        tested: The taggers.
        trainings: How many are behind each number.
    """
    header = ["tagger", *(column for column, _ in _LIMITS.values())]
    header += ["collinear saliency and response", "given n, pt", "untrained", "untrained, given"]
    rows = []
    for one in tested:
        limits = [_verdict(one.scans[name]) for name in _LIMITS]
        row = [one.name, *limits]
        for key in ("trained", "untrained"):
            collinear = one.collinear.get(key)
            row += ["–", "–"] if collinear is None else map(str, collinear[:2])
        rows.append(row)
    caption = (
        "Limits: 95 % quantile over the jets of the logit's change at the least pt or angle of the "
        f"scan, in units of the logits' spread; safe below {TOLERANCE:g}. "
        f"{_soft_particles(tested)} Then Spearman's "
        "correlation between a jet's mean saliency beyond ln 1/Δ = 3 and how far its logit moves "
        "when its ten hardest constituents are split: plain, and partial, given multiplicity n and "
        f"pt; the same of the untrained network; {intervals_of(trainings)}."
    )
    return Table("safety", caption, header, rows)


def robustness_numbers(tested: Sequence[Examined], settings: dict[str, Any]) -> dict[str, Any]:
    """Every number, for JSON.

    Args:
        tested: The taggers.
        settings: How they were tested.
    """
    return {"settings": settings, "taggers": [_numbers(one) for one in tested]}


def robustness_pictures(tested: Sequence[Examined], task: str, change: str) -> list[Picture]:
    """All limits in one figure, and the maps of each tagger before and after one change.

    Args:
        tested: The taggers.
        task: Signal and background, with a hyphen between.
        change: Name of the perturbation whose maps are drawn.
    """
    caption = (
        "95 % quantile over the jets of the logit's change, in units of the logits' spread, as "
        "a soft particle loses its pt and a collinear split its angle. "
        f"{_soft_particles(tested)} Dotted: what counts as safe."
    )
    pictures = [Picture("limits", caption, limits_figure(tested, task))]
    for number, one in enumerate(tested):
        if maps := one.changes[change].maps:
            kinds = dict(zip(task.split("-"), (maps[1], maps[0]), strict=True))
            figure = maps_figure(kinds, f"{one.name}, {task}: {change}")
            text = (
                f"Mean saliency of {one.name} before and after '{change}', and the difference. "
                f"{hatching_note()}"
            )
            pictures.append(Picture(f"maps-{number + 1}", text, figure))
    return pictures


def limits_figure(tested: Sequence[Examined], task: str) -> Figure:
    """How far logits move on the way to no energy and to no angle.

    Args:
        tested: The taggers.
        task: For the title.
    """
    figure = Figure(figsize=(4.4 * len(_LIMITS) + 0.8, 4.2), layout="constrained")
    figure.suptitle(f"Infrared and collinear limits, {task}")
    axes = figure.subplots(1, len(_LIMITS), sharey=True)
    for ax, (limit, (_, label)) in zip(axes, _LIMITS.items(), strict=True):
        for number, one in enumerate(tested):
            scan = one.scans[limit]
            style = {"color": COLOURS[number % 4], "marker": MARKERS[number % 4], "ms": 4}
            style |= {"ls": ("-", "--", ":")[number // 4 % 3], "label": one.name}
            ax.plot(scan.at, scan.quantiles[:, 2].clip(1e-8), **style)
        ax.axhline(TOLERANCE, color="0.4", ls=":", lw=1)
        ax.set(xscale="log", yscale="log", xlabel=label)
        ax.invert_xaxis()
        ax.grid(alpha=0.3)
    axes[0].set_ylabel(r"$|\Delta\,\mathrm{logit}|$ / spread of logits, 95 %")
    axes[-1].legend(fontsize="small")
    return figure


def maps_figure(kinds: Mapping[str, MapChange], title: str) -> Figure:
    """Before, after and after minus before, a row for each kind of jet.

    Args:
        kinds: Maps by name of the kind.
        title: Above all.
    """
    figure = Figure(figsize=(12.6, 3.5 * len(kinds) + 0.4), layout="constrained")
    figure.suptitle(title)
    grid = figure.subplots(len(kinds), 3, squeeze=False)
    for line, (kind, maps) in zip(grid, kinds.items(), strict=True):
        limit = colour_limit([maps.before, maps.after])
        for ax, plane, when in zip(
            line, (maps.before, maps.after), ("before", "after"), strict=False
        ):
            mesh = plane.plot(ax, vmin=0.0, vmax=limit)
            figure.colorbar(mesh, ax=ax, extend="max", label=r"mean saliency $S$")
            ax.set_title(f"{kind} jets, {when}")
        mesh = maps.difference.plot(line[2], "value", vmin=-limit / 2, vmax=limit / 2)
        figure.colorbar(mesh, ax=line[2], extend="both", label=r"change of mean $S$")
        line[2].set_title(f"{kind} jets, after − before (r = {maps.correlation:.2f})")
        for ax in line:
            ax.set_facecolor("0.92")
    return figure


def _verdict(scan: Scan) -> str:
    return f"{'safe' if scan.safe else 'unsafe'} ({scan.quantiles[-1, 2]:.1g})"


def _soft_particles(tested: Sequence[Examined]) -> str:
    """What 'in the jet' and 'far from the jet' mean."""
    return (
        f"Soft particles in the jet: within {tested[0].radius:g} of its axis. Far from the jet: "
        "anywhere at |η| < 5; clustering has no beam distance and keeps them (in "
        "Cambridge/Aachen trees next to the root), where a jet finder would leave them out."
    )


def _numbers(one: Examined) -> dict[str, Any]:
    row: dict[str, Any] = {"tagger": one.name, "changes": {}, "limits": {}, "collinear": {}}
    row["jet_radius"] = one.radius
    for name, (response, maps) in one.changes.items():
        numbers: dict[str, Any] = {
            "abs_delta_logit": response.quantiles,
            "median_over_spread": response.relative,
            "map_correlation": {
                label: None if math.isnan(change.correlation) else change.correlation
                for label, change in maps.items()
            },
        }
        for key in ("auc", "auc_change", "rejection", "rejection_ratio"):
            numbers |= _estimate(key, getattr(response, key))
        row["changes"][name] = numbers
    for name, scan in one.scans.items():
        row["limits"][name] = {
            "at": scan.at,
            "quantiles": scan.quantiles.tolist(),
            "safe": scan.safe,
        }
    for name, collinear in one.collinear.items():
        row["collinear"][name] = {
            **_estimate("spearman", collinear.plain),
            **_estimate("partial", collinear.partial),
            "jets": collinear.jets,
            "median_abs_delta_logit": collinear.median,
        }
    return row
