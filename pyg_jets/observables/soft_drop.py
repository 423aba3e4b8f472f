"""Soft drop: a jet without its soft wide-angle branches, and the splitting that stops it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.jets.algorithms.generalised_kt import generalised_kt_merges
from pyg_jets.jobs.compiled import compiled
from pyg_jets.observables._observable import Jets, check_positive, irc_safe, packed_arrays
from pyg_jets.observables._splittings import node_momenta, splitting


class GroomedJets(NamedTuple):
    """What soft drop leaves of each jet.

    Shapes:
        - all ``(num_jets,)`` float64

    Units: mass and pt in GeV; z_g and r_g dimensionless.
    """

    mass: Tensor
    pt: Tensor
    z_g: Tensor
    r_g: Tensor


@irc_safe(False)
def soft_drop(
    jets: Jets, z_cut: float = 0.1, beta: float = 0.0, radius: float = 0.8
) -> GroomedJets:
    r"""Soft-drop grooming, from `arXiv:1402.2657 <https://arxiv.org/abs/1402.2657>`_.

    The jet's Cambridge/Aachen tree (E-scheme) is read from its root along the harder branch, by pt,
    until a splitting passes

    .. math::
        z = \frac{\min(p_{T,1}, p_{T,2})}{p_{T,1} + p_{T,2}}
        > z_\mathrm{cut} \left(\frac{R_{12}}{R}\right)^\beta

    That node is the groomed jet: its mass (negative where :math:`m^2 < 0`) and pt, and the
    :math:`z_g = z`, :math:`r_g = R_{12}` (rapidity-azimuth, not over R) of the splitting. With
    :math:`\beta = 0` it is the modified mass-drop tagger, with :math:`z_\mathrm{cut} = 0` every
    jet passes. If no splitting passes, the groomed jet is the last particle on the way, and
    :math:`z_g = r_g = -1`, as in FastJet contrib: ``z_g >= 0`` masks the others.

    Marked unsafe for z_g, which a collinear splitting of a lone particle sets ("Sudakov safe",
    `arXiv:1502.01719 <https://arxiv.org/abs/1502.01719>`_), and for the pt at :math:`\beta = 0`.
    The groomed mass is IRC safe for :math:`\beta \ge 0`.

    Args:
        jets: The jets.
        z_cut: Least share of the softer branch at the distance R.
        beta: Power of the distance: 0 for the same cut at all angles; the larger, the weaker the
            grooming; it may be negative.
        radius: Jet radius R.

    Raises:
        TypeError: If ``jets`` has no constituents.
        ValueError: If ``z_cut`` is negative, ``radius`` is not positive, or one is not finite.

    Example:
        >>> from pyg_jets.jets.constituents import Constituents
        >>> jets = Constituents([[6.0, 0.0, 0.0, 6.0], [0.0, 4.0, 0.0, 4.0]], [0, 2])
        >>> soft_drop(jets).z_g
        tensor([0.4000], dtype=torch.float64)
    """
    if not 0 <= z_cut < math.inf:
        raise ValueError(f"'z_cut' must be finite and not negative (got {z_cut})")
    if not math.isfinite(beta):
        raise ValueError(f"'beta' must be finite (got {beta})")
    check_positive("radius", radius)
    p4, ptr = packed_arrays(jets)
    merges = generalised_kt_merges(p4, ptr, 0)
    # R^beta divides the cut once, so that the loop needs no division: z > cut R12^beta.
    groomed, z_g, r_g = _groom(p4, ptr, merges, z_cut / radius**beta, float(beta))
    p4_g = torch.from_numpy(groomed)
    return GroomedJets(
        mass=kinematics.mass(p4_g),
        pt=kinematics.pt(p4_g),
        z_g=torch.from_numpy(z_g),
        r_g=torch.from_numpy(r_g),
    )


@compiled(error_model="numpy")
def _groom(
    p4: np.ndarray, ptr: np.ndarray, merges: np.ndarray, cut: float, beta: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Groomed momenta of packed jets, z and distance of the splittings with z > cut R^beta."""
    num_jets = len(ptr) - 1
    groomed, z_g, r_g = np.empty((num_jets, 4)), np.full(num_jets, -1.0), np.full(num_jets, -1.0)
    for jet in range(num_jets):
        first, last = ptr[jet], ptr[jet + 1]
        history = merges[first - jet : last - jet - 1]
        momenta = node_momenta(p4[first:last], history)
        node, n = len(momenta) - 1, last - first
        while node >= n:
            harder, soft_pt, hard_pt, distance = splitting(momenta, history[node - n])
            z = soft_pt / (soft_pt + hard_pt)
            if z > cut * distance**beta:
                z_g[jet], r_g[jet] = z, distance
                break
            node = harder
        for k in range(4):
            groomed[jet, k] = momenta[node, k]
    return groomed, z_g, r_g
