"""Places on the plane whose region is known."""

import math

import numpy as np
import pytest

from pyg_jets.plotting import TOP_MASS, W_MASS, mass_line
from pyg_jets.study.chapters.claims.map_regions import (
    Region,
    around_hot_spot,
    diagonal,
    hard_collinear,
    hard_splitting_of,
    hot_spot,
    large_angle,
    mass_of,
    outside,
)


def _is_in(region: Region, ln_inv_delta: float, ln_kt: float) -> bool:
    return bool(region(np.array([ln_inv_delta]), np.array([ln_kt]))[0])


@pytest.mark.parametrize(
    ("region", "place", "inside"),
    [
        (diagonal, (1.0, 3.1), True),  # softer side e^4.1 = 60.3 GeV
        (diagonal, (1.0, 3.09), False),  # 59.7 GeV
        (diagonal, (3.0, 1.1), True),
        (hard_collinear, (2.01, 2.1), True),
        (hard_collinear, (1.99, 2.2), False),
        (hard_collinear, (2.01, 2.0), False),
        (large_angle, (0.99, -2.0), True),
        (large_angle, (1.01, 4.0), False),
        (hot_spot, (2.29, 3.12), True),
        (hot_spot, (2.31, 3.08), False),
        (around_hot_spot, (2.0, 4.2), False),
        (around_hot_spot, (2.0, 4.3), True),
        (around_hot_spot, (3.4, 3.5), True),
        (around_hot_spot, (3.6, 3.5), False),
    ],
)
def test_borders(region: Region, place: tuple[float, float], inside: bool) -> None:
    assert _is_in(region, *place) is inside
    assert _is_in(outside(region), *place) is not inside


def test_masses_along_the_line_of_a_mass() -> None:
    x, y = mass_line(W_MASS)
    assert mass_of(x, y) == pytest.approx(np.full(len(x), W_MASS))


def test_beyond_the_border_the_mass_is_that_of_equal_halves() -> None:
    x = np.array([1.0])
    inside = math.log(600 * 0.8) - 1.0  # z = 0.8
    assert mass_of(x, np.array([inside])) == pytest.approx([300 * math.exp(-1.0)])


@pytest.mark.parametrize("mass", [W_MASS, TOP_MASS])
def test_the_hard_part_of_a_line_is_the_region_of_its_mass(mass: float) -> None:
    x, y = mass_line(mass)
    z = np.exp(x + y) / 600
    region = hard_splitting_of(mass)
    assert (region(x, y) == (z > 0.1)).all()
    for by, inside in ((0.29, True), (-0.29, True), (0.31, False), (-0.31, False)):
        # along a line of one z the mass goes as Delta
        assert _is_in(region, x[55] - by, y[55] + by) is inside
