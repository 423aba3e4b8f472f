"""Figures: Lund maps in a row, heat maps, scores with intervals, ROC and reliability curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from sklearn.metrics import roc_curve

from pyg_jets.datasets import kind
from pyg_jets.lund import LundPlane
from pyg_jets.lund.hatching import LEAST, few_entries, hatching_note
from pyg_jets.metrics import Calibration, Estimate

W_MASS, TOP_MASS = kind.W_MASS, kind.TOP_MASS
"""Masses in GeV of the resonances whose lines are drawn."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
MARKERS = ("o", "s", "^", "D")
"""Of series of points: told apart by colour-blind eyes and without colours."""


@dataclass(frozen=True)
class Panel:
    """One map of a figure.

    Attributes:
        plane: What to draw.
        title: Above it.
        quantity: ``"mean"``, ``"count"``, ``"density"``, or the error of the first or the last.
        limit: Upper end of the colours; larger values take its colour. None: the largest value.
        mass: Draw the line of a resonance of this mass in GeV.
        label: At the colour bar; by the quantity if not given.
        least: Entries that a bin of means or errors needs; those with fewer are hatched.
    """

    plane: LundPlane
    title: str
    quantity: str = "mean"
    limit: float | None = None
    mass: float | None = None
    label: str | None = None
    least: int = LEAST

    @property
    def hatched(self) -> bool:
        """Whether bins of it are hidden."""
        hides = self.quantity in ("mean", "error")
        return hides and bool(few_entries(self.plane.count, self.least).any())


LABELS = {
    "mean": r"mean saliency $S$",
    "count": "splittings",
    "density": "splittings per jet and area",
    "error": "standard error of the mean",
    "density_error": "standard error of the density",
}


def lund_figure(rows: Sequence[Sequence[Panel]], title: str) -> Figure:
    """Lund maps as a grid, each with its own colour bar; below them what hatched bins are.

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
    hatched = {panel.least for row in rows for panel in row if panel.hatched}
    if hatched:
        figure.supxlabel(" ".join(map(hatching_note, sorted(hatched))), fontsize="small")
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


def colour_limit(planes: Sequence[LundPlane], least: int = LEAST) -> float:
    """One range of colours for the means of several maps: all but the highest hundredth of bins.

    Args:
        planes: The maps.
        least: Entries that a bin needs to be shown, and so to count; 1 if none is shown.
    """
    means = np.concatenate([plane.shown("mean", least).compressed() for plane in planes])
    return float(np.quantile(means, 0.99)) if len(means) else 1.0


def _draw(ax: Any, panel: Panel) -> None:
    plane, quantity = panel.plane, panel.quantity
    counts = quantity == "count"
    shown = plane.shown(quantity, panel.least)
    # Logarithms have no range where no bin is shown.
    logarithmic = counts and shown.count() > 0
    options: dict[str, Any] = {"norm": "log"} if logarithmic else {"vmin": 0.0, "vmax": panel.limit}
    options |= {"cmap": "cividis" if counts else "viridis", "least": panel.least}
    mesh = plane.plot(ax, quantity, **options)
    clipped = panel.limit is not None and bool(np.ma.filled(shown > panel.limit, False).any())
    bar = ax.figure.colorbar(mesh, ax=ax, extend="max" if clipped else "neither")
    bar.set_label(panel.label or LABELS[quantity])
    if panel.mass is not None:
        x, y = mass_line(panel.mass)
        x = x + np.log(plane.radius or 1.0)
        ax.plot(x, y, "--", color="white", lw=2.6)
        ax.plot(x, y, "--", color="crimson", lw=1.4, label=f"m = {panel.mass:g} GeV")
        ax.legend(loc="lower left", fontsize="small")
    ax.set(title=panel.title, xlim=plane.edges[0][[0, -1]], ylim=plane.edges[1][[0, -1]])
    ax.set_facecolor("0.92")


@dataclass(frozen=True)
class HeatMap:
    """One panel of :func:`heat_figure`.

    Attributes:
        values: ``(len(y), len(x))``; NaN stays empty.
        x: Where the columns are, ascending.
        y: Where the rows are, ascending.
        title: Above it.
    """

    values: np.ndarray
    x: Sequence[float]
    y: Sequence[float]
    title: str


def heat_figure(
    maps: Sequence[HeatMap], title: str, *, x_label: str, y_label: str, label: str
) -> Figure:
    """Heat maps side by side in one range of colours, 0 to 1, that a colour-blind eye can read.

    Args:
        maps: From left to right.
        title: Above all.
        x_label: Below each.
        y_label: Left of each.
        label: What the colours say; lower values take the colour of 0.
    """
    figure = Figure(figsize=(4.0 * len(maps) + 0.8, 4.1), layout="constrained")
    figure.suptitle(title)
    axes = figure.subplots(1, len(maps), squeeze=False)[0]
    for ax, heat in zip(axes, maps, strict=True):
        mesh = ax.pcolormesh(
            heat.x, heat.y, np.ma.masked_invalid(heat.values), vmin=0, vmax=1, cmap="cividis"
        )
        ax.set(title=heat.title, xlabel=x_label, ylabel=y_label, aspect="equal", facecolor="0.92")
    below = any((heat.values < 0).any() for heat in maps)  # NaN: no number, not below
    bar = figure.colorbar(mesh, ax=list(axes), extend="min" if below else "neither")
    bar.set_label(label)
    return figure


@dataclass(frozen=True)
class Series:
    """One set of points of :func:`score_figure`.

    Attributes:
        label: In the legend.
        scores: With their intervals, from left to right.
    """

    label: str
    scores: Sequence[Estimate]


def score_figure(
    panels: Mapping[str, Sequence[Series]], names: Sequence[str], title: str, y_label: str
) -> Figure:
    """Scores with intervals over named quantities, a panel for each tagger.

    Args:
        panels: Series by the panel's title.
        names: Of the quantities, from left to right.
        title: Above all.
        y_label: Left of the first.
    """
    figure = Figure(figsize=(3.6 * len(panels), 3.8), layout="constrained")
    figure.suptitle(title)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for ax, (panel, series) in zip(axes, panels.items(), strict=True):
        for number, each in enumerate(series):
            value, low, high = np.array([(s.value, s.low, s.high) for s in each.scores]).T
            ax.errorbar(
                np.arange(len(names)) + 0.2 * (number - (len(series) - 1) / 2),
                value,
                np.maximum((value - low, high - value), 0),
                fmt=MARKERS[number % len(MARKERS)],
                color=COLOURS[number % len(COLOURS)],
                ms=4,
                label=each.label,
            )
        ax.axhline(0, color="0.6", lw=0.8)
        ax.set_title(panel)
        ax.set_xticks(range(len(names)), names, rotation=60, ha="right")
    axes[0].set_ylabel(y_label)
    axes[0].legend(loc="lower left", fontsize="small")
    return figure


@dataclass(frozen=True)
class Curve:
    """One tagger of :func:`roc_figure`.

    Attributes:
        label: In the legend.
        scores: Of jets, larger for the signal.
        labels: 1 for signal, 0 for background.
    """

    label: str
    scores: np.ndarray
    labels: np.ndarray


def roc_figure(curves: Sequence[Curve], title: str) -> Figure:
    """Background rejection against signal efficiency, as far as ten background jets carry.

    Args:
        curves: One a tagger.
        title: Above.
    """
    figure = Figure(figsize=(6.4, 4.8), layout="constrained")
    ax = figure.subplots()
    for number, curve in enumerate(curves):
        false, true, _ = roc_curve(curve.labels, curve.scores)
        enough = false * (curve.labels == 0).sum() >= 10
        ax.plot(
            true[enough],
            1 / false[enough],
            color=COLOURS[number % len(COLOURS)],
            ls=("-", "--", "-.", ":")[number // len(COLOURS) % 4],
            label=curve.label,
        )
    ax.set(
        title=title,
        xlabel=r"signal efficiency $\varepsilon_S$",
        ylabel=r"background rejection $1/\varepsilon_B$",
        yscale="log",
        xlim=(0, 1),
    )
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small", title="AUC in brackets", ncols=1 + (len(curves) > 8))
    return figure


def reliability_figure(curves: Mapping[str, Calibration], title: str) -> Figure:
    """Share of signal against the probability of it, with the diagonal on which both are equal.

    Args:
        curves: By what the legend calls them; the error of the calibration is put behind.
        title: Above.
    """
    figure = Figure(figsize=(4.8, 4.4), layout="constrained")
    ax = figure.subplots()
    ax.plot((0, 1), (0, 1), color="0.6", lw=0.8)
    for number, (label, curve) in enumerate(curves.items()):
        value, low, high = np.array([(s.value, s.low, s.high) for s in curve.observed]).T
        ax.errorbar(
            curve.predicted,
            value,
            np.maximum((value - low, high - value), 0),
            fmt=f"{MARKERS[number // len(COLOURS) % len(MARKERS)]}-",
            color=COLOURS[number % len(COLOURS)],
            ms=4,
            lw=1,
            label=f"{label} ({curve.error.value:.3f})",
        )
    ax.set(
        title=title,
        xlabel="probability of the signal",
        ylabel="share of signal",
        xlim=(0, 1),
        ylim=(0, 1),
        aspect="equal",
    )
    ax.grid(alpha=0.3)
    ax.legend(fontsize="small", title="calibration error in brackets")
    return figure
