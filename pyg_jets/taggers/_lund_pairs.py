"""Where two particles would lie on the Lund plane if they had merged."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from pyg_jets.jets import kinematics

PAIR_FEATURES = ("ln_kt", "ln_z", "ln_delta", "ln_m2")
"""What :class:`pyg_jets.taggers.ParT` reads of two particles."""

_SMALLEST = 1e-8


class Pairs(NamedTuple):
    """Unordered pairs of particles, each particle with itself too.

    Attributes:
        nodes: ``(2, num_pairs)`` the particles as nodes of the batch.
        features: ``(num_pairs, 4)``, the columns are :data:`PAIR_FEATURES`.
    """

    nodes: Tensor
    features: Tensor


def lund_features(first: Tensor, second: Tensor) -> Tensor:
    r"""The four numbers of pairs of particles.

    .. math::
        \ln k_T = \ln(\min(p_{T,a}, p_{T,b})\, \Delta), \quad
        \ln z = \ln \frac{\min(p_{T,a}, p_{T,b})}{p_{T,a} + p_{T,b}}, \quad
        \ln \Delta, \quad \ln m^2

    with the rapidity-azimuth distance :math:`\Delta` and the mass m of both, in GeV, as in
    `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_; no argument is below :math:`10^{-8}`.

    Shapes:
        - **first**, **second:** ``(num_pairs, 4)``; **output:** ``(num_pairs, 4)``
    """
    d_y = kinematics.rapidity(first) - kinematics.rapidity(second)
    d_phi = kinematics.delta_phi(kinematics.phi(first), kinematics.phi(second))
    # At 0, a particle with itself, a root has no derivative; a clamped one has 0.
    delta = (d_y**2 + d_phi**2).clamp(min=_SMALLEST**2).sqrt()
    pt_1, pt_2 = kinematics.pt(first), kinematics.pt(second)
    softer = torch.minimum(pt_1, pt_2)
    z = softer / (pt_1 + pt_2).clamp(min=_SMALLEST)
    columns = (softer * delta, z, delta, kinematics.mass2(first + second))
    return torch.stack(columns, 1).clamp(min=_SMALLEST).log()
