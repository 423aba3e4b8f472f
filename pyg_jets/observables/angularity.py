"""Generalised angularities: one formula, five of its members under the names in use."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from pyg_jets.jets.kinematics import delta_r, pt
from pyg_jets.observables._observable import (
    Jets,
    check_positive,
    constituents_of,
    irc_safe,
    sum_per_jet,
)


def _angularity_is_safe(kappa: float, beta: float) -> bool:
    """IRC safety needs weights linear in pt that vanish on the axis."""
    return kappa == 1 and beta > 0


@irc_safe(_angularity_is_safe)
def angularity(jets: Jets, kappa: float, beta: float, radius: float = 0.8) -> Tensor:
    r"""Generalised angularity, from `arXiv:1408.3122 <https://arxiv.org/abs/1408.3122>`_.

    .. math::
        \lambda^\kappa_\beta = \sum_{i \in J} z_i^\kappa \left(\frac{R_i}{R}\right)^\beta, \qquad
        z_i = \frac{p_{T,i}}{\sum_j p_{T,j}}, \qquad
        R_i = \sqrt{(y_i - y_J)^2 + (\phi_i - \phi_J)^2}

    The sum of transverse momenta is scalar; the axis J is the E-scheme jet axis (the sum of the
    constituents). :math:`0^0 = 1`: a particle on the axis counts where :math:`\beta = 0`, one
    without transverse momentum where :math:`\kappa = 0`. In a jet whose particles all lack
    transverse momentum every z is 0. ``angularity.irc_safe(kappa, beta)`` is true for
    :math:`\kappa = 1`, :math:`\beta > 0`.

    Args:
        jets: The jets.
        kappa: Power of the momentum share; if negative, a particle without transverse momentum
            makes the value infinite.
        beta: Power of the distance, not negative.
        radius: Jet radius R.

    Shapes:
        - **output:** ``(num_jets,)`` float64

    Units: dimensionless.

    Raises:
        TypeError: If ``jets`` has no constituents.
        ValueError: If ``kappa`` is not finite, or ``beta`` or ``radius`` is out of range.

    Example:
        >>> from pyg_jets.jets.constituents import Constituents
        >>> jets = Constituents([[3.0, 0.0, 0.0, 3.0], [1.0, 0.0, 0.0, 1.0]], [0, 2])
        >>> angularity(jets, kappa=2, beta=0)
        tensor([0.6250], dtype=torch.float64)
    """
    _check_powers(kappa, beta, radius)
    particles = constituents_of(jets)
    p4, ptr = particles.p4, particles.ptr
    row_jet = torch.repeat_interleave(torch.arange(len(particles)), ptr.diff())
    axis = sum_per_jet(p4, ptr)
    total = sum_per_jet(pt(p4), ptr).clamp(min=torch.finfo(torch.float64).tiny)
    z = pt(p4) / total[row_jet]
    theta = delta_r(p4, axis[row_jet]) / radius
    return sum_per_jet(z**kappa * theta**beta, ptr)


@irc_safe(False)
def multiplicity(jets: Jets) -> Tensor:
    r"""Number of constituents, :math:`\lambda^0_0`; ``(num_jets,)``. Not IRC safe."""
    return angularity(jets, 0, 0)


@irc_safe(True)
def width(jets: Jets, radius: float = 0.8) -> Tensor:
    r"""Jet width (girth, broadening) :math:`\lambda^1_1 = \sum_i z_i R_i / R`; ``(num_jets,)``."""
    return angularity(jets, 1, 1, radius)


@irc_safe(False)
def pt_d(jets: Jets) -> Tensor:
    r""":math:`\lambda^2_0 = \sum_i z_i^2`, which the paper's Table 1 calls :math:`p_T^D`.

    It is the *square* of the :math:`p_T^D = \sqrt{\sum_i p_{T,i}^2} / \sum_i p_{T,i}` of the
    experiments. ``(num_jets,)``, between 1 / multiplicity and 1. Not IRC safe: a collinear split
    lowers it.
    """
    return angularity(jets, 2, 0)


@irc_safe(True)
def lha(jets: Jets, radius: float = 0.8) -> Tensor:
    r"""Les Houches angularity :math:`\lambda^1_{1/2}`; ``(num_jets,)``."""
    return angularity(jets, 1, 0.5, radius)


@irc_safe(True)
def mass_angularity(jets: Jets, radius: float = 0.8) -> Tensor:
    r""":math:`\lambda^1_2 = \sum_i z_i R_i^2 / R^2`, the "mass" of the paper's Table 1.

    For narrow jets of massless particles it is close to :math:`m^2 / (p_T R)^2`; the mass itself is
    :func:`jet_mass`. ``(num_jets,)``.
    """
    return angularity(jets, 1, 2, radius)


def _check_powers(kappa: float, beta: float, radius: float) -> None:
    if not math.isfinite(kappa):
        raise ValueError(f"'kappa' must be finite (got {kappa})")
    if not 0 <= beta < math.inf:
        raise ValueError(
            f"'beta' must be finite and not negative (got {beta}): a particle on the axis "
            f"would count infinitely"
        )
    check_positive("radius", radius)
