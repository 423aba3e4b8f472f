"""Robustness of taggers as curves and Lund maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from pyg_jets.lund.hatching import hatching_note
from pyg_jets.plotting import COLOURS, MARKERS, colour_limit
from pyg_jets.report import Picture
from pyg_jets.study.chapters.robustness.changes import DRAWN_CHANGE, MapChange
from pyg_jets.study.chapters.robustness.irc_scan import TOLERANCE
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness
from pyg_jets.study.chapters.robustness.tables import LIMITS, soft_particles


def robustness_pictures(tested: Sequence[TaggerRobustness], task: str) -> list[Picture]:
    """All limits in one figure, and the maps of each tagger before and after one change."""
    caption = (
        "95 % quantile over the jets of the logit's change, in units of the logits' spread, as "
        "a soft particle loses its pt and a collinear split its angle. "
        f"{soft_particles(tested)} Dotted: what counts as safe."
    )
    pictures = [Picture(f"robustness-{task}-limits", caption, limits_figure(tested, task), task)]
    for number, one in enumerate(tested):
        if maps := one.changes[DRAWN_CHANGE].maps:
            kinds = {kind: maps[label] for kind, label in one.kinds.items()}
            figure = maps_figure(kinds, f"{one.name}, {task}: {DRAWN_CHANGE}")
            text = (
                f"Mean saliency of {one.name} before and after '{DRAWN_CHANGE}', and the "
                f"difference. {hatching_note()}"
            )
            pictures.append(Picture(f"robustness-{task}-maps-{number + 1}", text, figure, task))
    return pictures


def limits_figure(tested: Sequence[TaggerRobustness], task: str) -> Figure:
    """How far logits move on the way to no energy and to no angle."""
    figure = Figure(figsize=(4.4 * len(LIMITS) + 0.8, 4.2), layout="constrained")
    figure.suptitle(f"Infrared and collinear limits, {task}")
    axes = figure.subplots(1, len(LIMITS), sharey=True)
    for ax, (limit, (_, label)) in zip(axes, LIMITS.items(), strict=True):
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
    """Before, after and after minus before, a row for each kind of jet."""
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
