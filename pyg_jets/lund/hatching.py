"""Bins with too few splittings to be read: hidden in figures, and hatched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

LEAST = 10
"""Splittings that a bin's mean needs to be drawn."""


def few_entries(count: np.ndarray, least: int = LEAST) -> np.ndarray:
    """Bins that have entries, but fewer than ``least``.

    Shapes:
        - **count**, **output:** ``(bins_x, bins_y)``
    """
    few: np.ndarray = (count > 0) & (count < least)
    return few


def hatch_few(ax: Any, edges: Sequence[np.ndarray], count: np.ndarray, least: int = LEAST) -> None:
    """Hatch the bins that have fewer entries than ``least``; empty ones stay as they are.

    Args:
        ax: Axes of matplotlib.
        edges: Of the bins of the two axes.
        count: Entries of each bin.
        least: Entries that a bin needs.

    Shapes:
        - **count:** ``(bins_x, bins_y)``
    """
    from matplotlib.collections import PolyCollection  # not needed for maps that nobody draws

    x, y = edges
    bins = np.argwhere(few_entries(count, least))
    if len(bins):
        corners = [
            [(x[i], y[j]), (x[i + 1], y[j]), (x[i + 1], y[j + 1]), (x[i], y[j + 1])]
            for i, j in bins
        ]
        ax.add_collection(
            PolyCollection(
                corners, facecolors="none", edgecolors="0.6", linewidths=0.0, hatch="/////"
            ),
            autolim=False,
        )


def hatching_note(least: int = LEAST) -> str:
    """What a figure or its caption says of hatched bins."""
    return f"Hatched: bins with fewer than {least} splittings."
