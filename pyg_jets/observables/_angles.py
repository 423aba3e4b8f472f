"""Directions of particles and the distances between them, for compiled loops over jets."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pyg_jets.jets.algorithms.coordinates import coordinates
from pyg_jets.jobs.compiled import compiled

TWO_PI = 2 * math.pi


@compiled(error_model="numpy")
def directions(p4: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rapidity, azimuth in [0, 2 pi) and transverse momentum of one jet's particles."""
    n = len(p4)
    y, phi, pt = np.empty(n), np.empty(n), np.empty(n)
    for i in range(n):
        y[i], phi[i], pt2 = coordinates(p4[i], 1)
        pt[i] = math.sqrt(pt2)
    return y, phi, pt


@compiled(error_model="numpy")
def distance2(y_1: float, phi_1: float, y_2: float, phi_2: float) -> Any:
    """Squared rapidity-azimuth distance of two directions, azimuths in [0, 2 pi)."""
    d_y, d_phi = y_1 - y_2, abs(phi_1 - phi_2)
    d_phi = min(d_phi, TWO_PI - d_phi)
    return d_y * d_y + d_phi * d_phi


@compiled(error_model="numpy")
def power_of_distance(squared: float, beta: float) -> Any:
    """The distance to the power of beta, from its square."""
    if beta == 1.0:
        return math.sqrt(squared)
    if beta == 2.0:
        return squared
    return squared ** (0.5 * beta)
