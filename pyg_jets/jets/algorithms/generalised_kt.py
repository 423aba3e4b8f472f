"""Generalised-kt clustering without a beam: FastJet's nearest-neighbour search for small jets.

Distances, their order of evaluation and the choice among equals follow FastJet's plain N²
strategy, so that parents and momenta agree with FastJet's bit for bit. Source of the algorithm:
`hep-ph/0512210 <https://arxiv.org/abs/hep-ph/0512210>`_.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pyg_jets.jets.algorithms.coordinates import coordinates
from pyg_jets.jets.algorithms.vector_search import clustered_in_lanes, room_for
from pyg_jets.jobs.compiled import compiled

_TWO_PI = 2 * math.pi


@compiled(error_model="numpy")
def generalised_kt_merges(p4: np.ndarray, ptr: np.ndarray, power: int) -> np.ndarray:
    r"""Merges of packed jets under :math:`d_{ij} = \min(k_{ti}^{2p}, k_{tj}^{2p})\,\Delta_{ij}^2`.

    Args:
        p4: Momenta in GeV.
        ptr: Borders of the jets.
        power: p = 1 for kt, 0 for Cambridge/Aachen, -1 for anti-kt.

    Shapes:
        - **p4:** ``(num_particles, 4)``; **ptr:** ``(num_jets + 1,)``
        - **output:** ``(num_particles - num_jets, 2)`` int32, node numbers within the jet
    """
    num_jets = len(ptr) - 1
    merges = np.empty((len(p4) - num_jets, 2), np.int32)
    most = 0
    for jet in range(num_jets):
        most = max(most, ptr[jet + 1] - ptr[jet])
    room = room_for(most)
    for jet in range(num_jets):
        jet_p4 = p4[ptr[jet] : ptr[jet + 1]]
        of_jet = merges[ptr[jet] - jet : ptr[jet + 1] - jet - 1]
        if not clustered_in_lanes(jet_p4, power, of_jet, room):
            cluster_plainly(jet_p4, power, False, of_jet)
    return merges


@compiled(error_model="numpy")
def winner_take_all_kt_merges(p4: np.ndarray, ptr: np.ndarray) -> np.ndarray:
    """Merges of packed jets under kt where a pair has the harder one's direction.

    Its transverse momentum is the sum of the two. The recombination scheme is that of
    `arXiv:1310.7584 <https://arxiv.org/abs/1310.7584>`_; of equals the lower node wins.

    Shapes:
        - as in :func:`generalised_kt_merges`
    """
    num_jets = len(ptr) - 1
    merges = np.empty((len(p4) - num_jets, 2), np.int32)
    for jet in range(num_jets):
        first, last = ptr[jet], ptr[jet + 1]
        cluster_plainly(p4[first:last], 1, True, merges[first - jet : last - jet - 1])
    return merges


@compiled(error_model="numpy")
def _write_distances(
    rapidity: np.ndarray, phi: np.ndarray, i: int, count: int, row: np.ndarray
) -> None:
    """Squared distances of slot i to the first slots; a loop of its own is vectorised."""
    for j in range(count):
        d_phi = abs(phi[i] - phi[j])
        d_rapidity = rapidity[i] - rapidity[j]
        if d_phi > math.pi:
            d_phi = _TWO_PI - d_phi
        row[j] = d_phi * d_phi + d_rapidity * d_rapidity


@compiled(error_model="numpy")
def _least(row: np.ndarray, count: int) -> tuple[int, float]:
    """Where the first values are least, and the value; -1 and infinity if none is finite."""
    position, value = -1, np.inf
    for j in range(count):
        # Strictly less: of equals the first slot wins, as in FastJet.
        if row[j] < value:
            position, value = j, row[j]
    return position, value


@compiled(error_model="numpy", inline="always")
def _measure(i: int, nearest: np.ndarray, distance: np.ndarray, scale: np.ndarray) -> Any:
    """Least d_ij of slot i; a slot without neighbour counts as its own."""
    j = nearest[i] if nearest[i] >= 0 else i
    return distance[i] * min(scale[i], scale[j])


@compiled(error_model="numpy", inline="always")
def _recombine_with_winner(
    a: int, b: int, node: np.ndarray, rapidity: np.ndarray, phi: np.ndarray, scale: np.ndarray
) -> None:
    """Give slot b the harder one's direction and the sum of both pts, the scales being pt²."""
    if scale[a] > scale[b] or (scale[a] == scale[b] and node[a] < node[b]):
        rapidity[b], phi[b] = rapidity[a], phi[a]
    scale[b] = (math.sqrt(scale[a]) + math.sqrt(scale[b])) ** 2


# One loop on purpose: it is the published algorithm step by step, and slots change under it.
@compiled(error_model="numpy")
def cluster_plainly(  # noqa: C901, PLR0912
    p4: np.ndarray, power: int, winner_takes_all: bool, merges: np.ndarray
) -> None:
    """Fill the merges of one jet; slots 0 .. active-1 hold what is left to merge.

    The twin of :func:`pyg_jets.jets.algorithms.vector_search.clustered_in_lanes`, for coordinates
    of any kind.
    """
    n = len(p4)
    momenta = p4.copy()
    node = np.arange(n)
    rapidity, phi, scale = np.empty(n), np.empty(n), np.empty(n)
    for i in range(n):
        rapidity[i], phi[i], scale[i] = coordinates(momenta[i], power)
    nearest, distance = np.full(n, -1, np.int64), np.full(n, np.inf)
    row, to_b, measure = np.empty(n), np.empty(n), np.empty(n)
    for i in range(1, n):
        _write_distances(rapidity, phi, i, i, row)
        nearest[i], distance[i] = _least(row, i)
        for j in range(i):
            if row[j] < distance[j]:
                distance[j], nearest[j] = row[j], i
    for i in range(n):
        measure[i] = _measure(i, nearest, distance, scale)

    for step in range(n - 1):
        active, last = n - step, n - step - 1
        a = 0
        # Of equal measures the lowest slot merges first: FastJet's order, and so its tree.
        for i in range(1, active):
            if measure[i] < measure[a]:
                a = i
        b = nearest[a]
        if b < 0:  # only where coordinates are not finite: any partner will do
            b = 1 if a == 0 else 0
        # The merged one takes the lower slot, as in FastJet: slots decide later ties.
        if a < b:
            a, b = b, a
        merges[step, 0], merges[step, 1] = min(node[a], node[b]), max(node[a], node[b])
        if winner_takes_all:
            _recombine_with_winner(a, b, node, rapidity, phi, scale)
        else:
            for k in range(4):
                momenta[b, k] += momenta[a, k]
            rapidity[b], phi[b], scale[b] = coordinates(momenta[b], power)
        node[b] = n + step
        for k in range(4):
            momenta[a, k] = momenta[last, k]
        # The last slot fills the hole, as in FastJet: gaps would visit ties in another order.
        node[a] = node[last]
        rapidity[a], phi[a], scale[a] = rapidity[last], phi[last], scale[last]
        nearest[a], distance[a], measure[a] = nearest[last], distance[last], measure[last]
        _write_distances(rapidity, phi, b, last, to_b)
        to_b[b], nearest[b] = np.inf, -1
        for i in range(last):
            if nearest[i] == a or nearest[i] == b:
                _write_distances(rapidity, phi, i, last, row)
                row[i] = np.inf
                nearest[i], distance[i] = _least(row, last)
                measure[i] = _measure(i, nearest, distance, scale)
            elif to_b[i] < distance[i]:
                nearest[i], distance[i] = b, to_b[i]
                measure[i] = _measure(i, nearest, distance, scale)
            if nearest[i] == last:
                nearest[i] = a
        nearest[b], distance[b] = _least(to_b, last)
        measure[b] = _measure(b, nearest, distance, scale)
