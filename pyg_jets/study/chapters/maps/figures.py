"""Saliency maps of all tasks as figures, and how far trainings differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from matplotlib.figure import Figure

from pyg_jets.datasets import Task
from pyg_jets.lund import LundPlane
from pyg_jets.lund.difference import AXIS_LABELS
from pyg_jets.lund.hatching import hatching_note
from pyg_jets.plotting import Panel, lund_figure
from pyg_jets.report import Picture
from pyg_jets.study.chapters.maps.measure import PlanesByKind
from pyg_jets.study.map_over_trainings import FEWEST, seed_spread
from pyg_jets.study.published import COLOUR_LIMIT

PlanesByTask: TypeAlias = Mapping[str, PlanesByKind]
"""By task."""

COMMON_LIMIT = 1.5
TITLE_OF = {
    "figure-1": "Mean saliency of the splittings",
    "figure-1-without-root": "Mean saliency of the splittings, last clustering step left out",
    "figure-3": "Mean saliency of the splittings, one colour range",
    "counts": "Splittings per bin",
}


def map_pictures(
    planes: PlanesByTask, tasks: Mapping[str, Task], trainings: int = 1
) -> list[Picture]:
    """Figures 1 and 3 of the paper, the first without roots too, and the counts."""
    of = f", over the test jets of {trainings} trainings," if trainings > 1 else ""
    figure_1 = (
        f"Mean saliency S of the splittings{of} over the Lund plane in the paper's colour ranges "
        "(its Figure 1). Dashed: where a two-body decay of the named mass lies for a 600 GeV jet. "
        f"{hatching_note()}"
    )
    without = "The same without the last clustering step, where S = 1 by construction."
    figure_3 = "The same as Figure 1 in one colour range for all (the paper's Figure 3)."
    limits = {task: COLOUR_LIMIT.get(task, COMMON_LIMIT) for task in planes}
    common = dict.fromkeys(planes, COMMON_LIMIT)
    return [
        _picture("figure-1", figure_1, planes, tasks, limits),
        _picture("figure-1-without-root", without, planes, tasks, limits, with_root=False),
        _picture("figure-3", figure_3, planes, tasks, common),
        _picture("counts", "Number of splittings behind each mean.", planes, tasks, None),
    ]


def _picture(
    name: str,
    caption: str,
    planes: PlanesByTask,
    tasks: Mapping[str, Task],
    limits: Mapping[str, float] | None,
    *,
    with_root: bool = True,
) -> Picture:
    rows: list[list[Panel]] = [[], []]
    for task, of_task in planes.items():
        # The background above, as in the paper.
        for row, kind in zip(rows[::-1], tasks[task].kinds, strict=True):
            limit = None if limits is None else limits[task]
            plane = of_task[kind.name, with_root]
            title = f"{kind.title} jets in {tasks[task].title}"
            row.append(saliency_panel(title, plane, limit, kind.mass))
    return Picture(name, caption, lund_figure(rows, TITLE_OF[name]))


def saliency_panel(
    title: str, plane: LundPlane, limit: float | None, mass: float | None = None
) -> Panel:
    """One class's map: the mean up to ``limit``, or the counts where there is none."""
    return Panel(
        plane,
        title,
        quantity="count" if limit is None else "mean",
        limit=limit,
        mass=mass,
    )


def seed_spread_picture(
    planes: Mapping[str, Mapping[str, Sequence[LundPlane]]], tasks: Mapping[str, Task]
) -> Picture:
    """The spread of every class's map, with one range of colours."""
    spreads = {
        (task, kind): seed_spread(of_kind)
        for task, kinds in planes.items()
        for kind, of_kind in kinds.items()
    }
    values = np.concatenate([spread.compressed() for spread, _ in spreads.values()])
    top = float(np.quantile(values, 0.99)) if len(values) else 1.0
    figure = Figure(figsize=(4.2 * len(planes), 7.4), layout="constrained")
    figure.suptitle("Spread of the mean saliency over trainings")
    grid = figure.subplots(2, len(planes), squeeze=False)
    for column, (task, kinds) in zip(grid.T, planes.items(), strict=True):
        for ax, kind in zip(column[::-1], tasks[task].kinds, strict=True):
            of_kind, (spread, ratio) = kinds[kind.name], spreads[task, kind.name]
            mesh = ax.pcolormesh(*of_kind[0].edges, spread.T, cmap="viridis", vmin=0.0, vmax=top)
            figure.colorbar(mesh, ax=ax, extend="max").set_label("standard deviation of mean $S$")
            title = f"{kind.title} jets in {task} ({ratio:.1f} times the error)"
            ax.set(title=title, xlabel=AXIS_LABELS[0], ylabel=AXIS_LABELS[1], facecolor="0.92")
    number = len(next(iter(next(iter(planes.values())).values())))
    caption = (
        f"Standard deviation over {number} trainings of each bin's mean saliency (last clustering "
        f"step left out; bins with {FEWEST} splittings or more in each). In brackets: its median "
        "ratio to the statistical error of one training's mean. Chance alone would make it "
        "less than 1; what is above is the training's, and no error bar of one map shows it."
    )
    return Picture("seed-spread", caption, figure)
