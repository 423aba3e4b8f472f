"""Features of two particles, by name: where they would lie on the Lund plane if they had merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.transforms.features._functions import root

_SMALLEST = 1e-8


class _Pairs:
    """Two particles a row, with what several features share."""

    def __init__(self, first: Tensor, second: Tensor) -> None:
        self.both = first + second
        d_y = kinematics.rapidity(first) - kinematics.rapidity(second)
        d_phi = kinematics.delta_phi(kinematics.phi(first), kinematics.phi(second))
        self.delta = root(d_y**2 + d_phi**2)  # with a derivative for a particle with itself
        pt_1, pt_2 = kinematics.pt(first), kinematics.pt(second)
        self.softer, self.sum = torch.minimum(pt_1, pt_2), pt_1 + pt_2


_OF_PAIRS: dict[str, Callable[[_Pairs], Tensor]] = {
    "ln_kt": lambda pairs: pairs.softer * pairs.delta,
    "ln_z": lambda pairs: pairs.softer / pairs.sum.clamp(min=_SMALLEST),
    "ln_delta": lambda pairs: pairs.delta,
    "ln_m2": lambda pairs: kinematics.mass2(pairs.both),
}
PAIR_FEATURES = tuple(_OF_PAIRS)
"""What :class:`pyg_jets.taggers.ParT` reads of two particles."""


def pair_features(first: Tensor, second: Tensor, features: Sequence[str] = PAIR_FEATURES) -> Tensor:
    r"""Numbers of pairs of particles.

    .. math::
        \ln k_T = \ln(\min(p_{T,a}, p_{T,b})\, \Delta), \quad
        \ln z = \ln \frac{\min(p_{T,a}, p_{T,b})}{p_{T,a} + p_{T,b}}, \quad
        \ln \Delta, \quad \ln m^2

    with the rapidity-azimuth distance :math:`\Delta` and the mass m of both, in GeV, as in
    `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_; no argument is below :math:`10^{-8}`.

    Args:
        first: Momenta of one particle of each pair.
        second: Those of the other.
        features: Names, some of :data:`PAIR_FEATURES`.

    Shapes:
        - **first**, **second:** ``(num_pairs, 4)``; **output:** ``(num_pairs, num_features)``

    Raises:
        ValueError: If there is no name, or one that is not known.
    """
    check_pair_features(features)
    pairs = _Pairs(first, second)
    columns = [_OF_PAIRS[name](pairs) for name in features]
    return torch.stack(columns, 1).clamp(min=_SMALLEST).log()


def check_pair_features(features: Sequence[str]) -> None:
    """Refuse names that are not known.

    Raises:
        ValueError: If there is no name, or one that is not known.
    """
    unknown = [name for name in features if name not in _OF_PAIRS]
    if unknown or not features:
        raise ValueError(
            f"features of pairs must be some of {', '.join(_OF_PAIRS)} (got {unknown or 'none'})"
        )
