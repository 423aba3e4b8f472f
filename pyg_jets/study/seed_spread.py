"""How much of a Lund map is the training's: the spread of its bins over several trainings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from pyg_jets.datasets.kind import title_of
from pyg_jets.lund import LundPlane
from pyg_jets.lund.difference import AXIS_LABELS
from pyg_jets.report import Picture

_FEWEST = 20
"""Splittings that each training must have in a bin, or their own scatter is all one sees."""


def seed_spread(planes: Sequence[LundPlane]) -> tuple[np.ma.MaskedArray, float]:
    """Standard deviation over trainings of each bin's mean, and how far it is above chance.

    Args:
        planes: The same map of several trainings, each of its own test jets.

    Returns:
        The standard deviation, masked where a training has fewer than twenty splittings; and the
        median over those bins of its ratio to the statistical error of one training's mean: 0.83
        for three trainings that differ by chance alone (the root of ln 2), towards 1 for many;
        NaN without such bins.

    Raises:
        ValueError: If there are fewer than two planes.
    """
    if len(planes) < 2:
        raise ValueError(f"'planes' must be of two trainings or more (got {len(planes)})")
    few = np.any([plane.count < _FEWEST for plane in planes], axis=0)
    means = np.stack([plane.mean.filled(np.nan) for plane in planes])
    errors = np.stack([plane.error.filled(np.nan) for plane in planes])
    values = np.full(few.shape, np.nan)
    values[~few] = means[:, ~few].std(0, ddof=1)
    ratios = values[~few] / np.sqrt((errors[:, ~few] ** 2).mean(0))
    return np.ma.masked_array(values, few), float(np.median(ratios)) if len(ratios) else math.nan


def seed_spread_picture(planes: Mapping[str, Mapping[str, Sequence[LundPlane]]]) -> Picture:
    """The spread of every class's map, with one range of colours.

    Args:
        planes: By task and kind of jet the maps of all trainings.
    """
    found = {
        (task, kind): seed_spread(each)
        for task, kinds in planes.items()
        for kind, each in kinds.items()
    }
    values = np.concatenate([spread.compressed() for spread, _ in found.values()])
    top = float(np.quantile(values, 0.99)) if len(values) else 1.0
    figure = Figure(figsize=(4.2 * len(planes), 7.4), layout="constrained")
    figure.suptitle("Spread of the mean saliency over trainings")
    grid = figure.subplots(2, len(planes), squeeze=False)
    for column, (task, kinds) in zip(grid.T, planes.items(), strict=True):
        for ax, (kind, each) in zip(column[::-1], kinds.items(), strict=True):
            spread, ratio = found[task, kind]
            mesh = ax.pcolormesh(*each[0].edges, spread.T, cmap="viridis", vmin=0.0, vmax=top)
            figure.colorbar(mesh, ax=ax, extend="max").set_label("standard deviation of mean $S$")
            title = f"{title_of(kind)} jets in {task} ({ratio:.1f} times the error)"
            ax.set(title=title, xlabel=AXIS_LABELS[0], ylabel=AXIS_LABELS[1], facecolor="0.92")
    number = len(next(iter(next(iter(planes.values())).values())))
    caption = (
        f"Standard deviation over {number} trainings of each bin's mean saliency (last clustering "
        f"step left out; bins with {_FEWEST} splittings or more in each). In brackets: its median "
        "ratio to the statistical error of one training's mean. Chance alone would make it "
        "less than 1; what is above is the training's, and no error bar of one map shows it."
    )
    return Picture("seed-spread", caption, figure)
