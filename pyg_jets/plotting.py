"""Figures: Lund maps in a row, and the lines that guide the eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from pyg_jets.lund import LundPlane

W_MASS, TOP_MASS = 80.4, 172.6
"""Masses in GeV of the resonances whose lines are drawn."""


@dataclass(frozen=True)
class Panel:
    """One map of a figure.

    Attributes:
        plane: What to draw.
        title: Above it.
        quantity: ``"mean"``, ``"count"``, ``"density"`` or ``"error"``.
        limit: Upper end of the colours; larger values take its colour. None: the largest value.
        mass: Draw the line of a resonance of this mass in GeV.
        label: At the colour bar; by the quantity if not given.
    """

    plane: LundPlane
    title: str
    quantity: str = "mean"
    limit: float | None = None
    mass: float | None = None
    label: str | None = None


LABELS = {
    "mean": r"mean saliency $S$",
    "count": "splittings",
    "density": "splittings per jet and area",
    "error": "standard error of the mean",
}


def lund_figure(rows: Sequence[Sequence[Panel]], title: str) -> Figure:
    """Lund maps as a grid, each with its own colour bar.

    Args:
        rows: Panels, row by row.
        title: Above all.
    """
    columns = max(len(row) for row in rows)
    figure = Figure(figsize=(4.2 * columns, 3.5 * len(rows) + 0.4), layout="constrained")
    figure.suptitle(title)
    grid = figure.subplots(len(rows), columns, squeeze=False)
    for line, row in zip(grid, rows, strict=True):
        for ax, panel in zip(line, row, strict=False):
            _draw(ax, panel)
        for ax in line[len(row) :]:
            ax.set_axis_off()
    return figure


def mass_line(mass: float, jet_pt: float = 600.0) -> tuple[np.ndarray, np.ndarray]:
    r"""Where the two-body decay of a resonance lies on the primary plane.

    :math:`m^2 = z(1 - z) p_T^2 \Delta^2` with :math:`k_t = z p_T \Delta`, for shares z of the
    softer prong from 0.02 to ½.

    Args:
        mass: Of the resonance, in GeV.
        jet_pt: Of the jet, in GeV.

    Returns:
        :math:`\ln(1/\Delta)` and :math:`\ln(k_t/\mathrm{GeV})` along the line.
    """
    z = np.geomspace(0.02, 0.5, 60)
    delta = mass / (jet_pt * np.sqrt(z * (1 - z)))
    return -np.log(delta), np.log(z * jet_pt * delta)


def _draw(ax: Any, panel: Panel) -> None:
    plane, quantity = panel.plane, panel.quantity
    counts = quantity == "count"
    options = {"norm": "log"} if counts else {"vmin": 0.0, "vmax": panel.limit}
    mesh = plane.plot(ax, quantity, cmap="cividis" if counts else "viridis", **options)
    clipped = panel.limit is not None and (getattr(plane, quantity) > panel.limit).any()
    bar = ax.figure.colorbar(mesh, ax=ax, extend="max" if clipped else "neither")
    bar.set_label(panel.label or LABELS[quantity])
    if panel.mass is not None:
        ax.plot(*mass_line(panel.mass), "--", color="white", lw=2.6)
        ax.plot(
            *mass_line(panel.mass), "--", color="crimson", lw=1.4, label=f"m = {panel.mass:g} GeV"
        )
        ax.legend(loc="lower left", fontsize="small")
    ax.set(title=panel.title, xlim=plane.edges[0][[0, -1]], ylim=plane.edges[1][[0, -1]])
    ax.set_facecolor("0.92")
