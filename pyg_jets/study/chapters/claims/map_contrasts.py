"""Numbers of one map: means of regions, how they stand out, and the slope along an axis.

Bins with few entries are left out everywhere: their means are those of a few splittings. A number
is NaN where no bin is left, so that a claim on it is not decided.
"""

from __future__ import annotations

import math

import numpy as np

from pyg_jets.lund import LundPlane
from pyg_jets.metrics import Floats
from pyg_jets.study.chapters.claims.map_regions import Region, outside

LEAST = 10
"""Entries that a bin needs."""


def map_mean(plane: LundPlane, least: int = LEAST) -> float:
    """Mean over the splittings of all bins that have enough of them.

    Args:
        plane: A map.
        least: Entries that a bin needs.
    """
    _, _, count, mean = _bins(plane, least)
    return _weighted(mean, count)


def region_mean(plane: LundPlane, region: Region, least: int = LEAST) -> float:
    r"""Mean over the splittings of a region: :math:`\sum_b n_b \bar S_b / \sum_b n_b`.

    Args:
        plane: A map.
        region: Bins belong to it by their centres.
        least: Entries that a bin needs.
    """
    x, y, count, mean = _bins(plane, least)
    inside = region(x, y)
    return _weighted(mean[inside], count[inside])


def relative_mean(plane: LundPlane, region: Region, least: int = LEAST) -> float:
    """Mean of a region over the mean of the map.

    The scale of S differs from training to training and from task to task; this takes it out.

    Args:
        plane: A map.
        region: As in :func:`region_mean`.
        least: Entries that a bin needs.
    """
    return _over(region_mean(plane, region, least), map_mean(plane, least))


def contrast(
    plane: LundPlane, region: Region, around: Region | None = None, least: int = LEAST
) -> float:
    """How far a region is above its surroundings, in units of the map's mean.

    Args:
        plane: A map.
        region: As in :func:`region_mean`.
        around: The surroundings; all the rest of the plane if not given.
        least: Entries that a bin needs.
    """
    rest = outside(region) if around is None else around
    return relative_mean(plane, region, least) - relative_mean(plane, rest, least)


def relative_slope(plane: LundPlane, least: int = LEAST) -> float:
    r"""Change of the mean per unit of :math:`\ln 1/\Delta`, in units of the map's mean.

    The slope of a straight line through the bins' means by least squares, weighted by entries.

    Args:
        plane: A map.
        least: Entries that a bin needs.

    Returns:
        NaN if the bins are all at one :math:`\ln 1/\Delta`.
    """
    x, _, count, mean = _bins(plane, least)
    if len(np.unique(x)) < 2:
        return math.nan
    from_middle = x - np.average(x, weights=count)
    slope = float((count * from_middle * mean).sum() / (count * from_middle**2).sum())
    return _over(slope, map_mean(plane, least))


def _bins(plane: LundPlane, least: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Places, entries and means of the bins with enough entries, ``(num_bins,)`` each."""
    enough = (plane.count >= least) & (plane.count > 0)
    x, y = np.meshgrid(*((edges[1:] + edges[:-1]) / 2 for edges in plane.edges), indexing="ij")
    return x[enough], y[enough], plane.count[enough], plane.mean.data[enough]


def _weighted(mean: Floats, count: Floats) -> float:
    return float(np.average(mean, weights=count)) if len(mean) else math.nan


def _over(value: float, mean: float) -> float:
    return value / mean if mean > 0 else math.nan
