"""Arrows on the Lund plane over the density of splittings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from pyg_jets.datasets import Task
from pyg_jets.plotting import mass_line
from pyg_jets.report import LundMap, Picture
from pyg_jets.study.chapters.response.measure import (
    Field,
    Responses,
    masses_of,
    shown_bins,
)

COMPONENTS = ("response to ln 1/Δ", "response to ln kt")

_LINES = ("crimson", "darkorange", "magenta")


def field_picture(name: str, responses: Responses, trainings: int = 1) -> Picture:
    """A panel for each kind of jets.

    Args:
        name: Of the task.
        responses: Of its tagger.
        trainings: How many are behind each arrow.
    """
    figure = Figure(figsize=(5.4 * len(responses.kinds), 4.5), layout="constrained")
    figure.suptitle(f"{responses.tagger} for {responses.task.title}: where the logit grows")
    titles = {kind.name: kind.title for kind in responses.task.kinds}
    axes = figure.subplots(1, len(responses.kinds), squeeze=False)[0]
    for ax, (kind, of_kind) in zip(axes, responses.kinds.items(), strict=True):
        _draw(ax, of_kind.trained[None], of_kind.untrained, responses.task)
        ax.set_title(f"{titles[kind]} jets")
    over = f"jets and {trainings} trainings" if trainings > 1 else "jets"
    caption = (
        "Response field: mean derivative of the logit by the place of a splitting, the rest of "
        "the jet as it is. All arrows have one length, the size is in the colour. Left out: bins "
        "with fewer than 50 splittings, and those whose arrow is less than three errors from zero "
        f"or from that of the untrained network (errors over {over}). Behind: splittings per jet. "
        "Dashed: where a two-body decay of the named mass lies for a 600 GeV jet."
    )
    return Picture(f"response-{name}", caption, figure, name)


def _draw(ax: Any, field: Field, untrained: Field, task: Task) -> None:
    x, y = field
    # Light greys only: arrows of all colours must be seen on them.
    mesh = x.plot(ax, "density", cmap="Greys", vmin=0.0, vmax=2 * float(x.density.max() or 1.0))
    ax.figure.colorbar(mesh, ax=ax, label="splittings per jet and area")
    column, row = np.nonzero(shown_bins(field, untrained))
    at_x, at_y = ((edges[1:] + edges[:-1]) / 2 for edges in x.edges)
    u, v = x.mean.filled(0)[column, row], y.mean.filled(0)[column, row]
    size = np.hypot(u, v)
    if len(size):
        options = {"scale": 22, "cmap": "plasma", "width": 0.006, "norm": "log"}
        arrows = ax.quiver(at_x[column], at_y[row], u / size, v / size, size, **options)
        ax.figure.colorbar(arrows, ax=ax, label="logit per unit")
    for colour, (title, mass) in zip(_LINES, masses_of(task).items(), strict=False):
        ax.plot(*mass_line(mass), "--", color=colour, lw=1.3, label=f"m({title}) = {mass:g} GeV")
    if masses_of(task):
        ax.legend(loc="lower left", fontsize="small")
    ax.set(xlim=x.edges[0][[0, -1]], ylim=x.edges[1][[0, -1]])


def field_maps(name: str, responses: Responses) -> list[LundMap]:
    """Both components as maps of the page, whose values are under the pointer; by slice of pT.

    Args:
        name: Of the task.
        responses: Of its tagger.
    """
    titles = {kind.name: kind.title for kind in responses.task.kinds}
    mass = next(iter(masses_of(responses.task).values()), None)
    maps = []
    for kind, of_kind in responses.kinds.items():
        for component, method in enumerate(COMPONENTS):
            for pt, field in of_kind.trained.items():
                if not field[component].count.any():
                    continue
                null = of_kind.untrained[component] if pt is None else None
                one = LundMap(
                    name, f"{titles[kind]} jets", responses.tagger, method, field[component]
                )
                maps.append(replace(one, pt_slice=pt, null=null, mass=mass))
    return maps
