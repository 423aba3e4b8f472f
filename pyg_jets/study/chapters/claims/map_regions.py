r"""Regions of the Lund plane that the paper speaks of.

A region is a function of :math:`\ln 1/\Delta` and :math:`\ln(k_t/\mathrm{GeV})`, arrays of one
shape, that says where it is. A splitting with the share z of a jet's pt on its softer side has
:math:`k_t = z\, p_T \Delta`, so :math:`\ln k_t + \ln 1/\Delta = \ln(z\, p_T)`: lines of one z are
diagonals, and z = ½ is the border of the triangle.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from pyg_jets.metrics.estimate import Floats

Mask: TypeAlias = np.ndarray
Region: TypeAlias = Callable[[Floats, Floats], Mask]

JET_PT = 600.0
"""GeV; the jets have 500 to 700."""

HARD_SHARE = 0.1
"""Share of the jet's pt on the softer side above which a splitting is hard, as in soft drop."""

COLLINEAR = 2.0
r"""Border of the collinear half in :math:`\ln 1/\Delta`: a distance of 0.14."""

LARGE_ANGLE = 1.0
r"""Border of large angles in :math:`\ln 1/\Delta`: a distance of 0.37, about half the radius."""

HOT_SPOT = (2.0, 3.5)
"""Where the paper sees a spot in QCD jets of W/QCD."""

MASS_WIDTH = 0.3
"""Half width of a band along a mass, in the logarithm of the mass: about two bins."""


def diagonal(ln_inv_delta: Floats, ln_kt: Floats) -> Mask:
    """The band along the diagonal border: hard splittings, softer side above 60 GeV."""
    return ln_kt + ln_inv_delta > math.log(HARD_SHARE * JET_PT)


def hard_collinear(ln_inv_delta: Floats, ln_kt: Floats) -> Mask:
    """The collinear half of that band."""
    return diagonal(ln_inv_delta, ln_kt) & (ln_inv_delta > COLLINEAR)


def large_angle(ln_inv_delta: Floats, ln_kt: Floats) -> Mask:
    """Splittings at distances above 0.37."""
    return (ln_inv_delta < LARGE_ANGLE) & (ln_kt < math.inf)


def hot_spot(ln_inv_delta: Floats, ln_kt: Floats) -> Mask:
    """Places within 0.5 of (2, 3.5)."""
    return _from_hot_spot(ln_inv_delta, ln_kt) < 0.5


def around_hot_spot(ln_inv_delta: Floats, ln_kt: Floats) -> Mask:
    """The ring from 0.75 to 1.5 around (2, 3.5)."""
    distance = _from_hot_spot(ln_inv_delta, ln_kt)
    return (distance > 0.75) & (distance < 1.5)


def hard_splitting_of(mass: float) -> Region:
    r"""The hard two-body decays of a mass: the diagonal band where it meets the mass' line.

    :math:`m^2 = z(1 - z)\, p_T^2 \Delta^2`; see :func:`pyg_jets.plotting.mass_line`.

    Args:
        mass: In GeV.
    """

    def region(ln_inv_delta: Floats, ln_kt: Floats) -> Mask:
        near = np.abs(np.log(mass_of(ln_inv_delta, ln_kt) / mass)) < MASS_WIDTH
        inside: Mask = near & diagonal(ln_inv_delta, ln_kt)
        return inside

    return region


def mass_of(ln_inv_delta: Floats, ln_kt: Floats) -> Floats:
    """Mass in GeV of a 600 GeV jet that splits in two at a place of the plane.

    Beyond the border of the triangle, where jets of more than 600 GeV are, it is that of z = ½.
    """
    z = np.minimum(np.exp(ln_kt + ln_inv_delta) / JET_PT, 0.5)
    mass: Floats = JET_PT * np.exp(-ln_inv_delta) * np.sqrt(z * (1 - z))
    return mass


def outside(region: Region) -> Region:
    """All of the plane but a region."""
    return lambda ln_inv_delta, ln_kt: ~region(ln_inv_delta, ln_kt)


def _from_hot_spot(ln_inv_delta: Floats, ln_kt: Floats) -> Floats:
    distance: Floats = np.hypot(ln_inv_delta - HOT_SPOT[0], ln_kt - HOT_SPOT[1])
    return distance
