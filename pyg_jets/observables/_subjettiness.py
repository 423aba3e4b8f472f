"""Mean distances of particles to the nearest of N axes: compiled loops over jets."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyg_jets.jobs.compiled import compiled
from pyg_jets.observables._angles import directions, power_of_distance
from pyg_jets.observables._splittings import node_momenta
from pyg_jets.observables._subjet_axes import (
    exclusive_axes,
    move_axes,
    nearest_axes,
    winner_momenta,
)


@compiled(error_model="numpy")
def mean_distances(
    p4: np.ndarray,
    ptr: np.ndarray,
    merges: np.ndarray,
    winner: bool,
    one_pass: bool,
    beta: float,
    first_n: int,
    means: np.ndarray,
) -> None:
    """Write the mean of distance^beta to the nearest axis, weighted by pt, of packed jets.

    Args:
        p4: Momenta of the particles.
        ptr: Borders of the jets.
        merges: Their kt clustering, by :mod:`pyg_jets.jets.algorithms.generalised_kt`.
        winner: Whether nodes have the direction of their winner, not of their sum.
        one_pass: Whether the axes move to a local minimum.
        beta: Power of the distance.
        first_n: Number of axes of the first column; each further column has one more.
        means: Written: ``(num_jets, columns)``; left alone where n <= the axes.
    """
    for jet in range(len(ptr) - 1):
        first, last = ptr[jet], ptr[jet + 1]
        particles, history = p4[first:last], merges[first - jet : last - jet - 1]
        y, phi, pt = directions(particles)
        nodes = winner_momenta(particles, history) if winner else node_momenta(particles, history)
        for column in range(min(means.shape[1], len(y) - first_n)):
            axes = exclusive_axes(nodes, history, first_n + column)
            if one_pass:
                move_axes(axes, y, phi, pt, beta)
            means[jet, column] = _mean_distance(axes, y, phi, pt, beta)


@compiled(error_model="numpy")
def _mean_distance(
    axes: np.ndarray, y: np.ndarray, phi: np.ndarray, pt: np.ndarray, beta: float
) -> Any:
    """Mean of one jet; 0 if it has no pt."""
    squared, owner = np.empty(len(y)), np.zeros(len(y), np.int64)
    nearest_axes(axes, y, phi, squared, owner)
    total, weighted = 0.0, 0.0
    for i in range(len(y)):
        total += pt[i]
        weighted += pt[i] * power_of_distance(squared[i], beta)
    return weighted / total if total > 0.0 else 0.0
