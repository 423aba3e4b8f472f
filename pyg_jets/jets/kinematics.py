"""Pure functions of four-momenta ``(px, py, pz, E)`` in GeV.

Rapidity, azimuth and distances are FastJet's to the last operation, so that distances computed
here and trees built by FastJet never disagree. ``delta_r`` is the rapidity-azimuth distance;
pseudorapidity is always spelt ``eta``.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

MAX_RAPIDITY = 1e5
r"""FastJet's rapidity of a particle that moves exactly along the beam (plus its :math:`|p_z|`)."""


def pt2(p4: Tensor) -> Tensor:
    r"""Squared transverse momentum :math:`p_x^2 + p_y^2` in GeV²; ``(..., 4)`` -> ``(...)``."""
    return p4[..., 0] ** 2 + p4[..., 1] ** 2


def pt(p4: Tensor) -> Tensor:
    """Transverse momentum in GeV; ``(..., 4)`` -> ``(...)``."""
    return pt2(p4).sqrt()


def mass2(p4: Tensor) -> Tensor:
    r"""Squared invariant mass :math:`(E + p_z)(E - p_z) - p_T^2` in GeV²; negative by rounding."""
    # Not E² - pz²: the product keeps digits that the difference of squares loses.
    return (p4[..., 3] + p4[..., 2]) * (p4[..., 3] - p4[..., 2]) - pt2(p4)


def mass(p4: Tensor) -> Tensor:
    r"""Invariant mass in GeV with FastJet's sign: :math:`-\sqrt{-m^2}` where :math:`m^2 < 0`."""
    m2 = mass2(p4)
    # The sign tells rounding (or space-like sums) from a mass: clamping would hide it.
    return torch.where(m2 < 0, -1.0, 1.0) * m2.abs().sqrt()


def rapidity(p4: Tensor) -> Tensor:
    r"""Rapidity :math:`y = \frac12 \ln\frac{E + p_z}{E - p_z}`, in FastJet's stable form.

    Along the beam (:math:`p_T = 0`, :math:`E = |p_z|`) it is FastJet's
    :math:`\pm (10^5 + |p_z|)`; a negative :math:`m^2` from rounding counts as zero, there too.
    """
    kt2, pz, energy = pt2(p4), p4[..., 2], p4[..., 3]
    m2 = mass2(p4).clamp(min=0.0)
    # E + |pz| instead of E ± pz: no cancellation on either side.
    y = 0.5 * ((kt2 + m2) / (energy + pz.abs()) ** 2).log()
    y = torch.where(pz > 0, -y, y)
    beam = MAX_RAPIDITY + pz.abs()
    return torch.where(kt2 + m2 == 0, torch.where(pz >= 0, beam, -beam), y)


def eta(p4: Tensor) -> Tensor:
    r"""Pseudorapidity :math:`\eta = \mathrm{arsinh}(p_z / p_T)`; infinite along the beam."""
    return torch.asinh(p4[..., 2] / pt(p4))


def phi(p4: Tensor) -> Tensor:
    r"""Azimuth in :math:`(-\pi, \pi]`."""
    return torch.atan2(p4[..., 1], p4[..., 0])


def delta_phi(phi_1: Tensor, phi_2: Tensor) -> Tensor:
    r"""``phi_1 - phi_2`` wrapped into :math:`(-\pi, \pi]`; both within one turn of each other."""
    delta = phi_1 - phi_2
    delta = torch.where(delta > math.pi, delta - 2 * math.pi, delta)
    return torch.where(delta <= -math.pi, delta + 2 * math.pi, delta)


def delta_r(p4_1: Tensor, p4_2: Tensor) -> Tensor:
    r"""FastJet's distance :math:`\sqrt{\Delta y^2 + \Delta\phi^2}` (rapidity, not eta)."""
    d_phi = delta_phi(phi(p4_1), phi(p4_2))
    return torch.hypot(rapidity(p4_1) - rapidity(p4_2), d_phi)


def to_jet_frame(p4: Tensor, jet_p4: Tensor) -> Tensor:
    r"""Turn about the beam to :math:`\phi_J = 0` and boost along it to :math:`y_J = 0`.

    Distances :math:`\Delta y`, :math:`\Delta\phi` and transverse momenta do not change, so neither
    do C/A, kt and anti-kt trees.

    Args:
        p4: Momenta to move, in GeV.
        jet_p4: The jet of each of them, in GeV.

    Shapes:
        - **p4**, **jet_p4**, **output:** ``(..., 4)``
    """
    cos, sin, cosh, sinh = _jet_frame(jet_p4)
    px, py, pz, energy = p4.unbind(-1)
    return torch.stack(
        (
            cos * px + sin * py,
            cos * py - sin * px,
            cosh * pz - sinh * energy,
            cosh * energy - sinh * pz,
        ),
        dim=-1,
    )


def from_jet_frame(p4: Tensor, jet_p4: Tensor) -> Tensor:
    """Back from where :func:`to_jet_frame` moves them.

    Args:
        p4: Momenta in the jet frame, in GeV.
        jet_p4: The jet of each of them before it was moved, in GeV.

    Shapes:
        - **p4**, **jet_p4**, **output:** ``(..., 4)``
    """
    cos, sin, cosh, sinh = _jet_frame(jet_p4)
    px, py, pz, energy = p4.unbind(-1)
    return torch.stack(
        (
            cos * px - sin * py,
            cos * py + sin * px,
            cosh * pz + sinh * energy,
            cosh * energy + sinh * pz,
        ),
        dim=-1,
    )


def _jet_frame(jet_p4: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Cosine and sine of the turn, hyperbolic ones of the boost."""
    jet_pt = pt(jet_p4)
    cos, sin = jet_p4[..., 0] / jet_pt, jet_p4[..., 1] / jet_pt
    transverse_mass = (jet_pt**2 + mass2(jet_p4).clamp(min=0.0)).sqrt()
    sinh = jet_p4[..., 2] / transverse_mass
    return cos, sin, (1 + sinh**2).sqrt(), sinh
