"""A map, its error, its null and their difference in a row, and the Lund density."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from pyg_jets.lund.difference import AXIS_LABELS
from pyg_jets.lund.hatching import hatch_few, hatching_note
from pyg_jets.metrics import Floats
from pyg_jets.plotting import mass_line
from pyg_jets.report import Picture
from pyg_jets.study.chapters.explanations.map_beside_null import MIN_COUNT, MapBesideNull
from pyg_jets.study.chapters.explanations.measure import TaskExplained
from pyg_jets.study.chapters.explanations.sentences import sentence_of, titled

SIGMAS = 5.0
"""End of the colours of differences, in units of the error."""


def explanation_pictures(explained: TaskExplained) -> list[Picture]:
    """One figure for each method: a row of panels for each class of jets."""
    return [_picture(explained, method) for method in explained.maps]


def _picture(explained: TaskExplained, method: str) -> Picture:
    maps = explained.maps[method]
    figure = Figure(figsize=(19.5, 3.9 * len(maps) + 0.5), layout="constrained")
    title = f"{titled(method)} of the {explained.tagger} for {explained.task.title}"
    figure.suptitle(title, fontsize="x-large")
    rows = figure.subfigures(len(maps), 1, squeeze=False)[:, 0]
    for row, beside in zip(rows, maps.values(), strict=True):
        kind = explained.kinds[beside.kind]
        row.suptitle(f"{beside.jets} {kind.title} jets: the map {beside.title}")
        _draw_row(row, beside, kind.mass)
    count = len(next(iter(maps.values())).nulls)
    sentences = " ".join(sentence_of(explained, method, kind) for kind in maps)
    caption = (
        f"{sentences} Left to right: mean in the bin; its error (of several trainings the larger "
        "of the bootstrap's over jets and of the spread over trainings); mean of "
        f"{count} untrained networks' maps, each brought to the map's scale; map minus null in "
        "units of the map's error and the nulls' scatter (of many bins some are beyond 2 by "
        f"chance); Lund density. {hatching_note(MIN_COUNT)}"
    )
    task = explained.task.name
    return Picture(f"explained-{task}-{method}", caption, figure, task)


def _draw_row(row: Any, beside: MapBesideNull, mass: float | None) -> None:
    colours = _colours(beside)
    plane = beside.plane
    few = plane.count < MIN_COUNT
    mean, error, null, far = (
        np.ma.masked_where(few, values)
        for values in (plane.mean, beside.error, beside.null, beside.difference.significance)
    )
    error_end = float(np.quantile(error.compressed(), 0.95)) if error.count() else 1.0
    panels = [
        ("map", mean, "mean", colours),
        ("error", error, "error of the mean", {"cmap": "cividis", "vmin": 0.0,
                                                     "vmax": error_end}),
        ("null: untrained", null, "mean, scaled", colours),
        ("map − null", far, "difference / error",
         {"cmap": "PuOr_r", "vmin": -SIGMAS, "vmax": SIGMAS}),
        ("Lund density", plane.density, "splittings per jet and area",
         {"cmap": "cividis", "vmin": 0.0}),
    ]  # fmt: skip
    axes = row.subplots(1, len(panels), sharey=True)
    for ax, (title, drawn, label, options) in zip(axes, panels, strict=True):
        mesh = ax.pcolormesh(*plane.edges, drawn.T, **options)
        if title != "Lund density":
            hatch_few(ax, plane.edges, plane.count, MIN_COUNT)
        ax.set(title=title, xlabel=AXIS_LABELS[0], facecolor="0.92")
        row.colorbar(mesh, ax=ax, extend=_beyond(drawn, mesh)).set_label(label)
    axes[0].set_ylabel(AXIS_LABELS[1])
    if mass is not None:
        axes[0].plot(*mass_line(mass), "--", color="white", lw=2.6)
        axes[0].plot(*mass_line(mass), "--", color="crimson", lw=1.4, label=f"m = {mass:g} GeV")
        axes[0].legend(loc="lower left", fontsize="small")
    axes[0].set(xlim=plane.edges[0][[0, -1]], ylim=plane.edges[1][[0, -1]])


def _colours(beside: MapBesideNull) -> dict[str, Any]:
    """One range for map and null: those bins with entries enough, but the highest hundredth."""
    enough = beside.plane.count >= MIN_COUNT
    both = np.concatenate(
        [
            np.ma.masked_where(~enough, drawn).compressed()
            for drawn in (beside.plane.mean, beside.null)
        ]
    )
    if len(both) == 0:
        both = beside.plane.mean.compressed()
    return colours_of(both)


def colours_of(means: Floats) -> dict[str, Any]:
    """One range of colours: from 0 where no mean is negative, else white at 0.

    Args:
        means: Of all bins that are to be told apart; the highest hundredth has the last colour.
    """
    limit = float(np.quantile(np.abs(means), 0.99)) or 1.0
    if (means < 0).any():
        return {"cmap": "PuOr_r", "vmin": -limit, "vmax": limit}
    return {"cmap": "viridis", "vmin": 0.0, "vmax": limit}


def _beyond(drawn: Any, mesh: Any) -> str:
    low, high = mesh.get_clim()
    below, above = bool((drawn < low).any()), bool((drawn > high).any())
    return {(False, False): "neither", (True, False): "min", (False, True): "max"}.get(
        (below, above), "both"
    )
