"""The margins of the claims on Figure 1, each from the maps of one training.

Means of maps are in units of S, all else in units of each map's own mean. Where a claim is about
both classes of a task, the class that speaks less for it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from pyg_jets.lund import LundPlane
from pyg_jets.plotting import TOP_MASS, W_MASS
from pyg_jets.study.chapters.claims.map_contrasts import (
    contrast,
    map_mean,
    relative_mean,
    relative_slope,
)
from pyg_jets.study.chapters.claims.map_regions import (
    Region,
    around_hot_spot,
    diagonal,
    hard_collinear,
    hard_splitting_of,
    hot_spot,
    large_angle,
)

W, TOP, QUARK = "w-qcd", "top-qcd", "quark-gluon"

NOT_MUCH = 0.05
"""Decrease per unit of ln 1/Delta, of the map's mean, that is still *not much*."""

Maps: TypeAlias = Mapping[str, LundPlane]
"""The maps of one task, by kind of jet."""

TaskMaps: TypeAlias = Mapping[str, Maps]
"""The maps of one training of every task."""

MapMargin: TypeAlias = Callable[[TaskMaps], float]


def w_above_others(tasks: TaskMaps) -> float:
    """Mean S of W/QCD, both kinds alike, minus the larger of the other two tasks'."""
    w, top, quark = (_mean(tasks[task], map_mean) for task in (W, TOP, QUARK))
    return w - float(np.max([top, quark]))


def w_diagonal(tasks: TaskMaps) -> float:
    """How far the diagonal band stands out in W/QCD."""
    return _least(tasks[W], lambda plane: contrast(plane, diagonal))


def qcd_hot_spot(tasks: TaskMaps) -> float:
    """How far the spot at (2, 3.5) stands out of its ring in the QCD jets of W/QCD."""
    return contrast(tasks[W]["qcd"], hot_spot, around_hot_spot)


def top_decrease(tasks: TaskMaps) -> float:
    """Decrease along ln 1/Delta in Top/QCD."""
    return _least(tasks[TOP], lambda plane: -relative_slope(plane))


def top_below_w_hard_collinear(tasks: TaskMaps) -> float:
    """Hard-collinear region of W/QCD minus that of Top/QCD, each over its map's mean."""

    def of(task: str) -> float:
        return _mean(tasks[task], lambda plane: relative_mean(plane, hard_collinear))

    return of(W) - of(TOP)


def top_mass_region(tasks: TaskMaps) -> float:
    """How far hard splittings at the top mass stand out in Top jets."""
    return _mass_contrast(tasks[TOP]["top"], TOP_MASS)


def w_mass_above_top_mass(tasks: TaskMaps) -> float:
    """The same at the W mass in W jets, minus that."""
    return _mass_contrast(tasks[W]["w"], W_MASS) - top_mass_region(tasks)


def quark_gluon_large_angles(tasks: TaskMaps) -> float:
    """How far large angles stand out in quark/gluon."""
    return _least(tasks[QUARK], lambda plane: contrast(plane, large_angle))


def gluon_hard_collinear(tasks: TaskMaps) -> float:
    """How far the hard-collinear region stands out in gluon jets."""
    return contrast(tasks[QUARK]["gluon"], hard_collinear)


def gluon_above_quark_hard_collinear(tasks: TaskMaps) -> float:
    """The same minus that of quark jets."""
    return gluon_hard_collinear(tasks) - contrast(tasks[QUARK]["quark"], hard_collinear)


def quark_gluon_flat(tasks: TaskMaps) -> float:
    """0.05 minus the decrease along ln 1/Delta in quark/gluon."""
    return _least(tasks[QUARK], relative_slope) + NOT_MUCH


def quark_gluon_flatter_than_top(tasks: TaskMaps) -> float:
    """Slope along ln 1/Delta in quark/gluon minus that in Top/QCD, both kinds alike."""
    return _mean(tasks[QUARK], relative_slope) - _mean(tasks[TOP], relative_slope)


def _mass_contrast(plane: LundPlane, mass: float) -> float:
    region: Region = hard_splitting_of(mass)
    return contrast(plane, region)


def _mean(maps: Maps, number: Callable[[LundPlane], float]) -> float:
    return float(np.mean([number(plane) for plane in maps.values()]))


def _least(maps: Maps, number: Callable[[LundPlane], float]) -> float:
    return float(np.min([number(plane) for plane in maps.values()]))
