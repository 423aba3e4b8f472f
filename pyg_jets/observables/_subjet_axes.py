"""Axes of subjets: where exclusive kt clustering leaves them, and one pass that moves them.

Both follow FastJet contrib's N-subjettiness, so that its values are met. Sources: the axes of kt
and the k-means pass from `arXiv:1108.2701 <https://arxiv.org/abs/1108.2701>`_, winner-take-all
axes from `arXiv:1310.7584 <https://arxiv.org/abs/1310.7584>`_.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pyg_jets.jets.algorithms.coordinates import coordinates
from pyg_jets.jobs.compiled import compiled
from pyg_jets.observables._angles import TWO_PI, distance2

SOFTENING = 1e-8
"""Added to squared distances in the weights of the pass: a particle on its axis does not divide."""
TOLERANCE = 1e-4
"""The pass ends when the axes move no further than this on average, or after MAX_STEPS."""
MAX_STEPS = 1000


@compiled(error_model="numpy")
def winner_momenta(p4: np.ndarray, merges: np.ndarray) -> np.ndarray:
    """Momentum of the particle that gives each node of one jet its direction.

    Shapes:
        - **p4:** ``(n, 4)``; **merges:** ``(n - 1, 2)``; **output:** ``(2 n - 1, 4)``
    """
    n = len(p4)
    momenta, pt = np.empty((n + len(merges), 4)), np.empty(n + len(merges))
    for node in range(len(momenta)):
        if node < n:
            winner, source = node, p4
            pt[node] = math.sqrt(p4[node, 0] * p4[node, 0] + p4[node, 1] * p4[node, 1])
        else:
            left, right = merges[node - n, 0], merges[node - n, 1]
            winner, source = left if pt[left] >= pt[right] else right, momenta
            pt[node] = pt[left] + pt[right]
        for k in range(4):
            momenta[node, k] = source[winner, k]
    return momenta


@compiled(error_model="numpy")
def exclusive_axes(momenta: np.ndarray, merges: np.ndarray, num_axes: int) -> np.ndarray:
    """Directions of what is left of one jet when only so many nodes remain to be merged.

    Shapes:
        - **momenta:** ``(2 n - 1, 4)``; **merges:** ``(n - 1, 2)``
        - **output:** ``(num_axes, 2)``, rapidity and azimuth
    """
    axes = np.empty((num_axes, 2))
    if num_axes == 1:
        axes[0, 0], axes[0, 1], _ = coordinates(momenta[-1], 1)
        return axes
    made, found = len(momenta) - num_axes + 1, 0
    for merge in range(len(merges) - num_axes + 1, len(merges)):
        for child in merges[merge]:
            if child < made:
                axes[found, 0], axes[found, 1], _ = coordinates(momenta[child], 1)
                found += 1
    return axes


@compiled(error_model="numpy")
def nearest_axes(
    axes: np.ndarray, y: np.ndarray, phi: np.ndarray, squared: np.ndarray, owner: np.ndarray
) -> None:
    """Write the squared distance to the nearest axis, and which one it is, of each particle."""
    squared[:] = np.inf
    for k in range(len(axes)):
        axis_y, axis_phi = axes[k, 0], axes[k, 1]
        for i in range(len(y)):
            d = distance2(y[i], phi[i], axis_y, axis_phi)
            owner[i] = k if d < squared[i] else owner[i]
            squared[i] = min(d, squared[i])


@compiled(error_model="numpy")
def move_axes(
    axes: np.ndarray, y: np.ndarray, phi: np.ndarray, pt: np.ndarray, beta: float
) -> None:
    """Move the axes of one jet, in place, to a local minimum of its N-subjettiness."""
    n = len(y)
    squared, weight, owner = np.empty(n), np.empty(n), np.zeros(n, np.int64)
    for _ in range(MAX_STEPS):
        nearest_axes(axes, y, phi, squared, owner)
        _weights(squared, pt, beta, weight)
        shift = 0.0
        for k in range(len(axes)):
            shift += _move_to_mean(axes, k, y, phi, weight, owner)
        if shift / len(axes) <= TOLERANCE:
            return


@compiled(error_model="numpy")
def _weights(squared: np.ndarray, pt: np.ndarray, beta: float, weight: np.ndarray) -> None:
    """Weights of the mean that lowers the sum of pt R^beta (Weiszfeld's for beta = 1)."""
    for i in range(len(pt)):
        if beta == 1.0:
            weight[i] = pt[i] / math.sqrt(SOFTENING + squared[i])
        elif beta == 2.0:
            weight[i] = pt[i]
        else:
            weight[i] = pt[i] * (SOFTENING + squared[i]) ** (0.5 * beta - 1.0)


@compiled(error_model="numpy")
def _move_to_mean(
    axes: np.ndarray,
    k: int,
    y: np.ndarray,
    phi: np.ndarray,
    weight: np.ndarray,
    owner: np.ndarray,
) -> Any:
    """Move axis k to the weighted mean of its particles and say how far; without any it stays."""
    old_y, old_phi = axes[k, 0], axes[k, 1]
    total, sum_y, sum_phi = 0.0, 0.0, 0.0
    for i in range(len(y)):
        own = weight[i] if owner[i] == k else 0.0
        turn = phi[i] - old_phi
        # Angles are brought beside the old axis first: a mean across phi = 0 would point backwards.
        near_phi = phi[i] - TWO_PI if turn > math.pi else phi[i]
        near_phi = phi[i] + TWO_PI if turn < -math.pi else near_phi
        total, sum_y, sum_phi = total + own, sum_y + own * y[i], sum_phi + own * near_phi
    if total == 0.0:
        return 0.0
    new_phi = sum_phi / total
    new_phi += TWO_PI if new_phi < 0.0 else 0.0
    new_phi -= TWO_PI if new_phi >= TWO_PI else 0.0
    axes[k, 0], axes[k, 1] = sum_y / total, new_phi
    return math.sqrt(distance2(axes[k, 0], axes[k, 1], old_y, old_phi))
