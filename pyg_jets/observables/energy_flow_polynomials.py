"""Energy flow polynomials: a linear basis of all infrared and collinear safe observables."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jobs.compiled import compiled
from pyg_jets.observables._angles import directions, distance2, power_of_distance
from pyg_jets.observables._multigraphs import (
    APPLY,
    POWER,
    PRODUCT,
    THROUGH,
    TIMES,
    multigraphs,
    program,
)
from pyg_jets.observables._observable import Jets, check_positive, irc_safe, packed_arrays


@irc_safe(True)
def energy_flow_polynomials(jets: Jets, degree: int, beta: float = 1.0) -> Tensor:
    r"""All energy flow polynomials of one degree.

    From `arXiv:1712.07124 <https://arxiv.org/abs/1712.07124>`_,

    .. math::
        \mathrm{EFP}_G = \sum_{i_1} \cdots \sum_{i_N} z_{i_1} \cdots z_{i_N}
            \prod_{(k, l) \in G} \theta_{i_k i_l}^\beta

    for every connected multigraph G with ``degree`` edges, in the order of
    :func:`pyg_jets.observables.multigraphs`: 1, 2, 5, 12, 33 of them for degrees 1 to 5. N is the
    number of vertices, :math:`z_i = p_{T,i} / \sum_j p_{T,j}` (a scalar sum), and :math:`\theta`
    the rapidity-azimuth distance. Every safe observable is a sum of such polynomials and their
    products. They are computed by summing away one particle after the other, in at most
    :math:`M^3` steps for M particles, and what graphs share is computed once.

    A column per graph: the other observables give one value.

    Args:
        jets: The jets.
        degree: Number of edges, from 1 to 5.
        beta: Power of the distance.

    Shapes:
        - **output:** ``(num_jets, num_graphs)`` float64

    Units: dimensionless.

    Raises:
        TypeError: If ``jets`` has no constituents.
        ValueError: If ``degree`` is no integer from 1 to 5, or ``beta`` is not positive.

    Example:
        >>> from pyg_jets.jets.constituents import Constituents
        >>> jets = Constituents([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0]], [0, 2])
        >>> energy_flow_polynomials(jets, 1)  # 2 * 1/2 * 1/2 * pi / 2
        tensor([[0.7854]], dtype=torch.float64)
    """
    steps, number = program(degree), len(multigraphs(degree))
    check_positive("beta", beta)
    p4, ptr = packed_arrays(jets)
    values = np.empty((len(ptr) - 1, number))
    _fill(p4, ptr, float(beta), steps, values)
    return torch.from_numpy(values)


@compiled(error_model="numpy")
def _fill(
    p4: np.ndarray, ptr: np.ndarray, beta: float, steps: np.ndarray, values: np.ndarray
) -> None:
    matrices, vectors = 0, 1
    for step in steps:
        if step[0] <= THROUGH:
            matrices = max(matrices, step[4] + 1)
        elif step[0] <= APPLY:
            vectors = max(vectors, step[4] + 1)
    for jet in range(len(ptr) - 1):
        y, phi, z = directions(p4[ptr[jet] : ptr[jet + 1]])
        total = z.sum()
        if total > 0.0:
            z /= total
        n = len(z)
        distances, vector = np.empty((n, n)), np.empty((vectors, n))
        for i in range(n):
            for j in range(n):
                squared = distance2(y[i], phi[i], y[j], phi[j])
                distances[i, j] = power_of_distance(squared, beta)
        vector[0] = z
        _run(steps, distances, np.empty((matrices, n, n)), vector, values[jet])


@compiled(error_model="numpy")
def _run(
    steps: np.ndarray,
    distances: np.ndarray,
    matrix: np.ndarray,
    vector: np.ndarray,
    values: np.ndarray,
) -> None:
    """Do what :class:`pyg_jets.observables._multigraphs.Step` says, one after the other."""
    for what, first, second, third, out in steps:
        if what == POWER:
            matrix[out] = distances
            for _ in range(1, first):
                matrix[out] *= distances
        elif what == PRODUCT:
            matrix[out] = matrix[first] * matrix[second]
        elif what == THROUGH:
            np.dot(matrix[first] * vector[third], matrix[second], matrix[out])
        elif what == TIMES:
            vector[out] = vector[first] * vector[second]
        elif what == APPLY:
            np.dot(matrix[first], vector[second], vector[out])
        else:
            values[second] = vector[first].sum()
