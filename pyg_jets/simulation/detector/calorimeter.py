"""One calorimeter of Delphes: the energy flow that its towers and the tracks agree on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pyg_jets.simulation.detector.cards import Calorimeter
from pyg_jets.simulation.detector.flow import Objects
from pyg_jets.simulation.detector.log_normal import log_normal
from pyg_jets.simulation.detector.towers import borders, fractions, locate, resolution
from pyg_jets.simulation.detector.tracks import Tracks


@dataclass(frozen=True)
class Hits:
    """True particles where they hit a calorimeter.

    Shapes:
        - **energy**, **eta**, **phi**, **pid**, **event:** ``(n,)``
    """

    energy: np.ndarray
    eta: np.ndarray
    phi: np.ndarray
    pid: np.ndarray
    event: np.ndarray


@dataclass(frozen=True)
class _Contents:
    """Towers with something in them: true energy, tracks' energy, its variance ``(n,)``."""

    tower: np.ndarray
    event: np.ndarray
    energy: np.ndarray
    track_energy: np.ndarray
    track_variance: np.ndarray


def energy_flow(
    hits: Hits, tracks: Tracks, calorimeter: Calorimeter, generator: np.random.Generator
) -> tuple[Tracks, Objects]:
    r"""Read out the towers and share their energy between tracks and a neutral rest.

    A tower's excess over its tracks becomes a neutral tower where it is above the thresholds;
    elsewhere the tower's tracks are scaled to the mean of both measurements, weighted by
    :math:`1/\sigma^2`. Tracks that leave nothing here pass unchanged; tracks outside of all towers
    are lost. As in Delphes a tower that its own threshold set to zero still pulls its tracks down,
    and the thresholds are checked again on the excess.

    Returns:
        The tracks, and the neutral towers, which are massless.
    """
    tower = locate(tracks.at_eta, tracks.at_phi, calorimeter)
    tracks, tower = tracks[tower >= 0], tower[tower >= 0]
    touching = fractions(tracks.pid, calorimeter) > 0
    contents, number = _fill(hits, tracks[touching], tower[touching], calorimeter)
    low, high = borders(contents.tower, calorimeter)
    energy, sigma = _read_out(contents.energy, 0.5 * (low + high)[:, 0], calorimeter, generator)
    direction = generator.uniform(low, high)

    excess = np.maximum(energy - contents.track_energy, 0.0)
    error = np.sqrt(contents.track_variance + sigma**2)
    neutral = excess > np.maximum(calorimeter.min_energy, calorimeter.min_significance * error)
    factor = np.where(neutral, 1.0, _rescaling(contents, energy, sigma))
    pt = tracks.pt.copy()
    pt[touching] *= factor[number]
    return replace(tracks, pt=pt), _neutrals(
        excess[neutral], direction[neutral], contents.event[neutral], calorimeter
    )


def _neutrals(
    energy: np.ndarray, direction: np.ndarray, event: np.ndarray, calorimeter: Calorimeter
) -> Objects:
    eta, phi = direction.T
    return Objects(energy / np.cosh(eta), eta, phi, np.full(len(eta), calorimeter.pid), event)


def _fill(
    hits: Hits, tracks: Tracks, tower_of_track: np.ndarray, calorimeter: Calorimeter
) -> tuple[_Contents, np.ndarray]:
    """Sum up towers, and say which of them each track is in.

    Charged particles leave all of their energy or nothing, so a track's share is 1.
    """
    deposit = hits.energy * fractions(hits.pid, calorimeter)
    tower_of_hit = locate(hits.eta, hits.phi, calorimeter)
    kept = (tower_of_hit >= 0) & (deposit > 0)
    num_towers = int(calorimeter.num_phi.sum())
    keys, number = np.unique(
        np.concatenate((hits.event[kept], tracks.event)) * num_towers
        + np.concatenate((tower_of_hit[kept], tower_of_track)),
        return_inverse=True,
    )
    of_hit, of_track = np.split(number, [int(kept.sum())])
    energy = tracks.energy
    sums = [
        np.bincount(which, weights=weights, minlength=len(keys))
        for which, weights in (
            (of_hit, deposit[kept]),
            (of_track, energy),
            (of_track, (tracks.resolution * energy) ** 2),
        )
    ]
    return _Contents(keys % num_towers, keys // num_towers, *sums), of_track


def _read_out(
    energy: np.ndarray, eta: np.ndarray, calorimeter: Calorimeter, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Measured energies, zero below the thresholds, and their resolutions before that."""
    energy = log_normal(energy, resolution(energy, eta, calorimeter), generator)
    sigma = resolution(energy, eta, calorimeter)
    low = energy < np.maximum(calorimeter.min_energy, calorimeter.min_significance * sigma)
    return np.where(low, 0.0, energy), sigma


def _rescaling(contents: _Contents, energy: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Best estimate of the tracks' energy over what they measured; 1 in towers without tracks."""
    has_tracks = contents.track_energy > 0
    track_weight, weight = _weight(contents.track_variance), _weight(sigma**2)
    total = np.where(has_tracks, track_weight + weight, 1.0)
    best = (track_weight * contents.track_energy + weight * energy) / total
    return np.where(has_tracks, best / np.where(has_tracks, contents.track_energy, 1.0), 1.0)


def _weight(variance: np.ndarray) -> np.ndarray:
    """One over the variance; a measurement without error has no weight, as in Delphes."""
    return np.where(variance > 0, 1 / np.where(variance > 0, variance, 1.0), 0.0)
