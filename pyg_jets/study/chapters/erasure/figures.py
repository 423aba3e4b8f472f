"""What is held against what is used: R² and the cost of erasing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import Any

from matplotlib.figure import Figure

from pyg_jets.metrics import Estimate
from pyg_jets.plotting import COLOURS, MARKERS
from pyg_jets.report import Picture
from pyg_jets.study.chapters.erasure.measure import Erasure
from pyg_jets.study.chapters.erasure.tables import erased_name
from pyg_jets.study.numbers import intervals_of


def cost_picture(tasks: Mapping[str, Erasure], trainings: int = 1) -> Picture:
    """A panel for each task, a point with its intervals for each observable.

    Args:
        tasks: By name.
        trainings: How many are behind each number.
    """
    figure = Figure(figsize=(4.4 * len(tasks) + 1.6, 4.2), layout="constrained")
    figure.suptitle("Held and used: R² and the cost of erasing")
    for ax, (task, erasure) in zip(
        figure.subplots(1, len(tasks), squeeze=False)[0], tasks.items(), strict=True
    ):
        _draw(ax, erasure)
        ax.set(title=task, xlabel="$R^2$ of a linear probe", ylabel="AUC lost by erasing")
    figure.legend(*ax.get_legend_handles_labels(), loc="outside right center")
    caption = (
        "What the embedding holds (R² of a linear probe) and what its head uses (AUC lost when "
        "the observable is erased from the embedding), a point for each observable. Grey: what as "
        "many directions of no meaning cost, over all observables. "
        f"{intervals_of(trainings).capitalize()}."
    )
    return Picture("erasure-cost", caption, figure)


def _draw(ax: Any, erasure: Erasure) -> None:
    single = [cost for cost in erasure.costs if len(cost.erased) == 1]
    null = [cost.null for cost in single]
    ax.axhspan(min(n.low for n in null), max(n.high for n in null), color="0.85", zorder=0)
    styles = ((colour, marker) for marker in MARKERS for colour in COLOURS)
    for cost, (colour, marker) in zip(single, cycle(styles), strict=False):
        r2 = cost.linear[cost.erased[0]].before
        bars = {"xerr": _reach(r2), "yerr": _reach(cost.cost)}
        style = {"color": colour, "marker": marker, "lw": 1, "ls": "none"}
        ax.errorbar(r2.value, cost.cost.value, **bars, **style, label=erased_name(cost))
    ax.axhline(0, color="0.4", lw=0.8)


def _reach(estimate: Estimate) -> list[list[float]]:
    return [[estimate.value - estimate.low], [estimate.high - estimate.value]]
