"""Means, contrasts and slopes of three bins by hand."""

import math

import numpy as np
import pytest

from pyg_jets.lund import LundPlane
from pyg_jets.study.chapters.claims.map_contrasts import (
    contrast,
    map_mean,
    region_mean,
    relative_mean,
    relative_slope,
)
from pyg_jets.study.chapters.claims.map_regions import diagonal, hard_collinear, large_angle
from tests.study.chapters.claims.planes import HARD_COLLINEAR, SOFT, WIDE_HARD, plane_of

PLANE = plane_of((*WIDE_HARD, 2, 10), (*HARD_COLLINEAR, 1, 30), (*SOFT, 4, 10), (4.1, 0.15, 99, 9))
"""The last bin has too few entries."""


def test_means_are_weighted_by_entries() -> None:
    assert map_mean(PLANE) == pytest.approx(90 / 50)
    assert region_mean(PLANE, diagonal) == pytest.approx(50 / 40)
    assert relative_mean(PLANE, diagonal) == pytest.approx(1.25 / 1.8)
    assert map_mean(PLANE, least=9) == pytest.approx((90 + 891) / 59)


def test_contrast() -> None:
    assert contrast(PLANE, diagonal) == pytest.approx((1.25 - 4) / 1.8)
    assert contrast(PLANE, diagonal, large_angle) == pytest.approx((1.25 - 2) / 1.8)


def test_slope() -> None:
    plane = plane_of((0.1, 0.15, 3, 10), (2.1, 0.15, 2, 10), (4.1, 1.05, 1, 20), (5.1, 1.05, 9, 9))
    # around 2.6: -55 / 110; the mean is 70 / 40
    assert relative_slope(plane) == pytest.approx(-0.5 / 1.75)


def test_slope_is_that_of_a_weighted_fit() -> None:
    rng = np.random.default_rng(0)
    x, s, n = np.arange(0.1, 6, 0.4), rng.uniform(1, 2, 15), rng.integers(10, 60, 15)
    plane = plane_of(*((a, 0.15, b, int(c)) for a, b, c in zip(x, s, n, strict=True)))
    slope = np.polyfit(x, s, 1, w=np.sqrt(n))[0]
    assert relative_slope(plane) == pytest.approx(slope / np.average(s, weights=n), rel=1e-5)


@pytest.mark.parametrize("plane", [LundPlane(), plane_of((*WIDE_HARD, 2, 9))])
def test_too_few_entries_give_no_number(plane: LundPlane) -> None:
    assert math.isnan(map_mean(plane))
    assert math.isnan(region_mean(plane, diagonal))
    assert math.isnan(contrast(plane, diagonal))
    assert math.isnan(relative_slope(plane))
    assert math.isnan(map_mean(LundPlane(), least=0))


def test_an_empty_region_or_one_column_gives_no_number() -> None:
    plane = plane_of((*WIDE_HARD, 2, 10), (WIDE_HARD[0], 0.15, 1, 10))
    assert math.isnan(contrast(plane, hard_collinear))
    assert math.isnan(relative_slope(plane))


def test_a_map_of_zeros_has_no_scale() -> None:
    plane = plane_of((*WIDE_HARD, 0, 10), (*SOFT, 0, 10))
    assert math.isnan(contrast(plane, diagonal))
    assert math.isnan(relative_slope(plane))
