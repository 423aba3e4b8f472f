"""The mass of a jet."""

from __future__ import annotations

from torch import Tensor

from pyg_jets.jets.kinematics import mass
from pyg_jets.observables._observable import Jets, constituents_of, irc_safe, sum_per_jet


@irc_safe(True)
def jet_mass(jets: Jets) -> Tensor:
    r"""Invariant mass of the sum of a jet's constituents (E-scheme).

    .. math::
        m^2 = \Big(\sum_i E_i\Big)^2 - \Big|\sum_i \vec p_i\Big|^2, \qquad
        m = \operatorname{sign}(m^2) \sqrt{|m^2|}

    A negative value is FastJet's way to say that :math:`m^2 < 0`: rounding, for a massless jet. The
    sum runs over the constituents in their order; :math:`m^2` carries a rounding error of about
    :math:`10^{-16} E^2`.

    Shapes:
        - **output:** ``(num_jets,)`` float64

    Units: GeV.

    Raises:
        TypeError: If ``jets`` has no constituents.

    Example:
        >>> from pyg_jets.jets.constituents import Constituents
        >>> jet_mass(Constituents([[3.0, 0.0, 0.0, 3.0], [0.0, 4.0, 0.0, 5.0]], [0, 2]))
        tensor([6.2450], dtype=torch.float64)
    """
    particles = constituents_of(jets)
    return mass(sum_per_jet(particles.p4, particles.ptr))
