"""The nodes of one clustering history and what its splittings look like, for compiled loops."""

from __future__ import annotations

import math

import numpy as np

from pyg_jets.jets.algorithms.coordinates import coordinates
from pyg_jets.jobs.compiled import compiled
from pyg_jets.observables._angles import distance2


@compiled(error_model="numpy")
def node_momenta(p4: np.ndarray, merges: np.ndarray) -> np.ndarray:
    """Momenta of all nodes of one jet: the particles, then the sums of each merge; root last.

    Shapes:
        - **p4:** ``(n, 4)``; **merges:** ``(n - 1, 2)``; **output:** ``(2 n - 1, 4)``
    """
    n = len(p4)
    momenta = np.empty((n + len(merges), 4))
    for node in range(len(momenta)):
        for k in range(4):
            if node < n:
                momenta[node, k] = p4[node, k]
            else:
                left, right = merges[node - n, 0], merges[node - n, 1]
                momenta[node, k] = momenta[left, k] + momenta[right, k]
    return momenta


@compiled(error_model="numpy")
def splitting(momenta: np.ndarray, merge: np.ndarray) -> tuple[int, float, float, float]:
    """The harder child (by pt) of a merge, the pts of the softer and the harder, their distance."""
    left, right = merge[0], merge[1]
    y_1, phi_1, left_pt2 = coordinates(momenta[left], 1)
    y_2, phi_2, right_pt2 = coordinates(momenta[right], 1)
    delta = math.sqrt(distance2(y_1, phi_1, y_2, phi_2))
    harder = left if left_pt2 >= right_pt2 else right
    low, high = min(left_pt2, right_pt2), max(left_pt2, right_pt2)
    return harder, math.sqrt(low), math.sqrt(high), delta
