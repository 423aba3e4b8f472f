"""Energy correlation functions of two and three particles, and their ratios C2 and D2."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jobs.compiled import compiled
from pyg_jets.observables._angles import directions, distance2, power_of_distance
from pyg_jets.observables._observable import (
    ROUNDING,
    Jets,
    check_positive,
    irc_safe,
    packed_arrays,
    ratio_or_zero,
)


@irc_safe(False)
def c2(jets: Jets, beta: float = 1.0) -> Tensor:
    r""":math:`C_2`, small for two prongs, from `arXiv:1305.0007 <https://arxiv.org/abs/1305.0007>`_.

    .. math::
        C_2^{(\beta)} = \frac{e_3}{e_2^2}, \qquad
        e_2 = \sum_{i<j} z_i z_j R_{ij}^\beta, \qquad
        e_3 = \sum_{i<j<k} z_i z_j z_k (R_{ij} R_{ik} R_{jk})^\beta

    with :math:`z_i = p_{T,i} / \sum_j p_{T,j}` (a scalar sum) and R the rapidity-azimuth distance:
    in the paper's words ECF(3) ECF(1) / ECF(2)².

    Where e2 is 0, or no more than :math:`10^{-12 \beta}`, so that it may be rounding, the value is
    0 by convention, not NaN: in jets of one particle, or of one direction. ``multiplicity(jets) >
    1`` masks the former. A jet of two particles has e3 = 0, a true 0.

    Not IRC safe: soft emissions alone may give it any value. It is safe behind a cut that keeps e2
    away from 0, such as one on the jet mass (`arXiv:1409.6298
    <https://arxiv.org/abs/1409.6298>`_).

    Args:
        jets: The jets.
        beta: Power of the distance.

    Shapes:
        - **output:** ``(num_jets,)`` float64

    Units: dimensionless.

    Raises:
        TypeError: If ``jets`` has no constituents.
        ValueError: If ``beta`` is not positive.

    Example:
        >>> from pyg_jets.jets.constituents import Constituents
        >>> alone = Constituents([[3.0, 0.0, 0.0, 3.0]], [0, 1])
        >>> c2(alone)
        tensor([0.], dtype=torch.float64)
    """
    return _e3_over_e2(jets, beta, power=2)


@irc_safe(False)
def d2(jets: Jets, beta: float = 1.0) -> Tensor:
    r""":math:`D_2`, small for two prongs, from `arXiv:1409.6298 <https://arxiv.org/abs/1409.6298>`_.

    .. math::
        D_2^{(\beta)} = \frac{e_3}{e_2^3}

    with e2 and e3 of :func:`c2`: ECF(3) ECF(1)³ / ECF(2)³. Arguments, units, errors, the 0 of jets
    without e2 and the safety behind a cut on the mass are those of :func:`c2`. ``(num_jets,)``.
    """
    return _e3_over_e2(jets, beta, power=3)


def _e3_over_e2(jets: Jets, beta: float, power: int) -> Tensor:
    check_positive("beta", beta)
    p4, ptr = packed_arrays(jets)
    correlations = np.zeros((len(ptr) - 1, 2))
    _fill(p4, ptr, float(beta), correlations)
    e2, e3 = torch.from_numpy(correlations).unbind(1)
    # e2 at the size of rounding is a jet of one direction; its ratio would be noise.
    return ratio_or_zero(e3, e2**power, floor=ROUNDING ** (power * beta))


@compiled(error_model="numpy")
def _fill(p4: np.ndarray, ptr: np.ndarray, beta: float, correlations: np.ndarray) -> None:
    """Write e2 and e3 of packed jets."""
    for jet in range(len(ptr) - 1):
        y, phi, z = directions(p4[ptr[jet] : ptr[jet + 1]])
        total = z.sum()
        # A jet of zero pt has no shares: its sums stay 0.
        if total > 0.0:
            z /= total
        n = len(z)
        distances = np.empty((n, n))
        for i in range(n):
            for j in range(i + 1, n):
                squared = distance2(y[i], phi[i], y[j], phi[j])
                distances[i, j] = power_of_distance(squared, beta)
        correlations[jet, 0], correlations[jet, 1] = _pairs_and_triples(z, distances)


@compiled(error_model="numpy")
def _pairs_and_triples(z: np.ndarray, distances: np.ndarray) -> tuple[float, float]:
    """Sums over i < j and i < j < k; the innermost loop adds rows, so that it is vectorised."""
    n = len(z)
    e2, e3 = 0.0, 0.0
    through = np.empty(n)
    for i in range(n):
        through[:] = 0.0
        for j in range(i + 1, n):
            step = z[j] * distances[i, j]
            e2 += z[i] * step
            for k in range(j + 1, n):
                through[k] += step * distances[j, k]
        for k in range(i + 2, n):
            e3 += z[i] * z[k] * distances[i, k] * through[k]
    return e2, e3
