"""Tracks: who is found, and how well its transverse momentum is measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pyg_jets.simulation.detector.flow import Objects
from pyg_jets.simulation.detector.log_normal import log_normal

_ETA_EDGES = (1.5, 2.5)
_PT_EDGES = (0.1, 1.0, 100.0)
_RESOLUTION_ETA_EDGES = (0.5, 1.5, 2.5)
_STIFF = 1000.0


@dataclass(frozen=True)
class _Species:
    """Efficiencies by ``|eta|`` up to 1.5, 2.5 and pt from 0.1, 1, 100 GeV; resolution terms.

    The terms are a and b of ``sqrt(a^2 + (b pt)^2)``, for ``|eta|`` up to 0.5, 1.5 and 2.5.
    """

    efficiency: tuple[tuple[float, float, float], tuple[float, float, float]]
    constant: tuple[float, float, float]
    slope: tuple[float, float, float]


_HADRON = _Species(
    ((0.70, 0.95, 0.95), (0.60, 0.85, 0.85)), (0.06, 0.10, 0.25), (1.3e-3, 1.7e-3, 3.1e-3)
)
_ELECTRON = _Species(
    ((0.73, 0.95, 0.99), (0.50, 0.83, 0.90)), (0.03, 0.05, 0.15), (1.3e-3, 1.7e-3, 3.1e-3)
)
_MUON = _Species(
    ((0.75, 0.99, 0.99), (0.70, 0.98, 0.98)), (0.01, 0.015, 0.025), (1.0e-4, 1.5e-4, 3.5e-4)
)
_SPECIES = (_HADRON, _ELECTRON, _MUON)
_EFFICIENCY = np.zeros((len(_SPECIES), 3, 4))  # nothing below 0.1 GeV and beyond 2.5
_EFFICIENCY[:, :2, 1:] = [species.efficiency for species in _SPECIES]
_CONSTANT, _SLOPE = (np.zeros((len(_SPECIES), 4)) for _ in range(2))
_CONSTANT[:, :3] = [species.constant for species in _SPECIES]
_SLOPE[:, :3] = [species.slope for species in _SPECIES]


@dataclass(frozen=True)
class Tracks(Objects):
    """Measured tracks of many events.

    Shapes:
        - **mass:** ``(n,)``: the particle's
        - **resolution:** ``(n,)``: relative, of pt
        - **at_eta**, **at_phi:** ``(n,)``: where the track hits the calorimeters
    """

    mass: np.ndarray
    resolution: np.ndarray
    at_eta: np.ndarray
    at_phi: np.ndarray

    @property
    def energy(self) -> np.ndarray:
        """Energy in GeV ``(n,)``."""
        energy: np.ndarray = np.hypot(self.pt * np.cosh(self.eta), self.mass)
        return energy

    def __getitem__(self, rows: np.ndarray) -> Tracks:
        """Some of the tracks."""
        return Tracks(**{name: column[rows] for name, column in vars(self).items()})


def measure(tracks: Tracks, loses_stiff_muons: bool, generator: np.random.Generator) -> Tracks:
    """The tracks that are found, with measured pt; ``resolution`` is filled in.

    Args:
        tracks: True charged particles; their ``resolution`` is not read.
        loses_stiff_muons: Whether the efficiency of muons falls above 1 TeV.
        generator: Where the draws come from.
    """
    chance = efficiency(tracks.pid, tracks.pt, tracks.at_eta, loses_stiff_muons)
    reconstructed = tracks[generator.random(len(chance)) < chance]
    spread = resolution(reconstructed.pid, reconstructed.pt, reconstructed.at_eta)
    pt = log_normal(reconstructed.pt, spread * reconstructed.pt, generator)
    return Tracks(**{**vars(reconstructed), "pt": pt, "resolution": spread})


def efficiency(
    pid: np.ndarray, pt: np.ndarray, eta: np.ndarray, loses_stiff_muons: bool
) -> np.ndarray:
    """Chance of each charged particle to be found; ``eta`` is that of the impact point."""
    species = _species(pid)
    size = np.searchsorted(_ETA_EDGES, np.abs(eta))
    chance: np.ndarray = _EFFICIENCY[species, size, np.searchsorted(_PT_EDGES, pt)]
    if not loses_stiff_muons:
        return chance
    stiff = (species == _SPECIES.index(_MUON)) & (pt > _STIFF)
    return np.where(stiff, chance * np.exp(0.5 - 5e-4 * pt), chance)


def resolution(pid: np.ndarray, pt: np.ndarray, eta: np.ndarray) -> np.ndarray:
    """Relative resolution of pt, at most 1; ``eta`` is that of the impact point."""
    species = _species(pid)
    region = np.searchsorted(_RESOLUTION_ETA_EDGES, np.abs(eta))
    spread = np.hypot(_CONSTANT[species, region], _SLOPE[species, region] * pt)
    at_most_1: np.ndarray = np.minimum(spread, 1.0)
    return at_most_1


def _species(pid: np.ndarray) -> np.ndarray:
    size = np.abs(pid)
    species: np.ndarray = np.where(size == 11, 1, np.where(size == 13, 2, 0))
    return species
