"""The towers of a calorimeter: where they are and how well they measure."""

from __future__ import annotations

import numpy as np

from pyg_jets.simulation.detector.cards import Calorimeter


def fractions(pid: np.ndarray, calorimeter: Calorimeter) -> np.ndarray:
    """Share of the energy that each particle leaves in the calorimeter ``(n,)``."""
    codes, inverse = np.unique(np.abs(pid), return_inverse=True)
    shares = [calorimeter.fractions.get(int(code), calorimeter.other_fraction) for code in codes]
    return np.array(shares, dtype=float)[inverse]


def locate(eta: np.ndarray, phi: np.ndarray, calorimeter: Calorimeter) -> np.ndarray:
    """Number of the tower at each point, -1 outside; upper borders belong to the tower.

    Towers count around the beam first, then along it.
    """
    ring = np.searchsorted(calorimeter.eta_edges, eta) - 1
    inside = (ring >= 0) & (ring < len(calorimeter.num_phi))
    ring = np.where(inside, ring, 0)
    num_phi = calorimeter.num_phi[ring]
    sector = np.ceil((phi + np.pi) / (2 * np.pi) * num_phi).astype(np.int64) - 1
    first = np.cumsum(calorimeter.num_phi) - calorimeter.num_phi
    return np.where(inside, first[ring] + np.clip(sector, 0, num_phi - 1), -1)


def borders(tower: np.ndarray, calorimeter: Calorimeter) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ``(eta, phi)`` of towers by number, each ``(n, 2)``."""
    past = np.cumsum(calorimeter.num_phi)
    ring = np.searchsorted(past, tower, side="right")
    num_phi = calorimeter.num_phi[ring]
    sector = tower - (past[ring] - num_phi)
    edges, step = calorimeter.eta_edges, 2 * np.pi / num_phi
    low = np.column_stack((edges[ring], sector * step - np.pi))
    return low, np.column_stack((edges[ring + 1], low[:, 1] + step))


def resolution(energy: np.ndarray, eta: np.ndarray, calorimeter: Calorimeter) -> np.ndarray:
    """Standard deviation in GeV of energies measured at ``eta``; 0 beyond the last region."""
    table = np.array(
        [(r.constant**2, r.stochastic**2, r.noise**2, *r.shape) for r in calorimeter.resolutions]
        + [(0.0,) * 6]
    )
    edges = [region.max_eta for region in calorimeter.resolutions]
    region = np.searchsorted(edges, np.abs(eta))
    constant, stochastic, noise, level, slope, bottom = table[region].T
    shape = level + slope * (np.abs(eta) - bottom) ** 2
    sigma: np.ndarray = shape * np.sqrt(constant * energy**2 + stochastic * energy + noise)
    return sigma
