"""How many pairs k observables order as the tagger does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from pyg_jets.intervention import Step
from pyg_jets.plotting import COLOURS, MARKERS
from pyg_jets.report import Picture
from pyg_jets.study.chapters.ordering.measure import Ordering
from pyg_jets.study.numbers import intervals_of


def search_picture(tasks: Mapping[str, Ordering], trainings: int = 1) -> Picture:
    """A panel for each task: the tagger's curve, and the untrained network's.

    Args:
        tasks: By name.
        trainings: How many are behind each number.
    """
    figure = Figure(figsize=(4.4 * len(tasks), 3.8), layout="constrained")
    figure.suptitle("k observables in place of the network")
    axes = figure.subplots(1, len(tasks), squeeze=False)[0]
    for ax, (task, ordering) in zip(axes, tasks.items(), strict=True):
        curves = {"the tagger": ordering.trained, "an untrained network": ordering.untrained}
        for number, (label, steps) in enumerate(curves.items()):
            _draw(ax, steps, label, number)
        ax.set(title=task, xlabel="observables k", ylabel="pairs in the same order")
        ax.legend(loc="lower right", fontsize="small")
    caption = (
        "Share of the pairs of a signal and a background test jet that k observables put in the "
        "same order as the tagger, and as an untrained network with a trained head. "
        f"{intervals_of(trainings).capitalize()}."
    )
    return Picture("ordering-search", caption, figure)


def _draw(ax: Any, steps: Sequence[Step], label: str, number: int) -> None:
    values, low, high = (
        np.array([getattr(step.ordering, name) for step in steps])
        for name in ("value", "low", "high")
    )
    at = np.arange(len(steps)) + 1
    style = {"color": COLOURS[number], "marker": MARKERS[number], "capsize": 2}
    ax.errorbar(at, values, yerr=(values - low, high - values), label=label, **style)
    ax.set_xticks(at)
