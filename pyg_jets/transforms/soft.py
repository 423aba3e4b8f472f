"""Particles without energy: a safe observable does not see them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from pyg_jets.constituents import Constituents
from pyg_jets.transforms._per_jet import uniform_per_jet
from pyg_jets.transforms._perturbation import Perturbation, spread, with_room

_PHOTON = 22


class SoftParticles(Perturbation):
    r"""Add soft particles anywhere in the detector, before clustering.

    The test of infrared safety of `arXiv:1702.00748 <https://arxiv.org/abs/1702.00748>`_: n
    massless particles with :math:`\eta` uniform in :math:`(-\eta_{max}, \eta_{max})` and
    :math:`\phi` in :math:`(0, 2\pi)`. They stand behind the jet's own constituents as photons (PDG
    code 22, charge 0). Draws do not depend on ``pt``, so that one seed follows the same particles
    down to :math:`p_T \to 0`, and the first ones not on ``n``.

    Takes ``Constituents``, or a ``JetTree``, a batch of them or a ``JetTreeDataset``, which is
    clustered again. A jet's random numbers depend on the seed and its momenta alone: the result is
    the same alone, in a batch, and in any order.

    Args:
        n: Number of particles.
        pt: Their transverse momentum in GeV.
        eta_max: Border of their pseudorapidities.
        seed: Of the random numbers.
        algorithm: That the trees were made with, if trees are given; see :func:`pyg_jets.cluster`.

    Raises:
        ValueError: If ``n`` is negative, or ``pt`` or ``eta_max`` not positive; or if trees were
            made with another algorithm.
        TypeError: If the data are none of these.

    Example:
        >>> SoftParticles(n=3)(Constituents([[3.0, 4.0, 0.0, 5.0]], [0, 1]))
        Constituents(num_jets=1, num_particles=4)
    """

    def __init__(
        self,
        n: int = 1,
        pt: float = 1e-4,
        eta_max: float = 5.0,
        *,
        seed: int = 0,
        algorithm: str | Any = "cambridge_aachen",
    ) -> None:
        super().__init__(seed, algorithm)
        if n < 0:
            raise ValueError(f"'n' must not be negative (got {n})")
        if not (0 < pt < math.inf and 0 < eta_max < math.inf):
            raise ValueError(f"'pt' and 'eta_max' must be positive (got {pt} and {eta_max})")
        self.n, self.pt, self.eta_max = n, pt, eta_max

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with soft particles behind their own."""
        draws = uniform_per_jet(jets, self.seed, 2 * self.n).reshape(len(jets), self.n, 2).numpy()
        eta, phi = (2 * draws[..., 0] - 1) * self.eta_max, 2 * np.pi * draws[..., 1]
        # NumPy's functions give a number the same bits alone and among others; torch's do not.
        unit = np.stack((np.cos(phi), np.sin(phi), np.sinh(eta), np.cosh(eta)), 2)
        rows, free, ptr = with_room(jets, self.n)
        p4 = jets.p4.new_empty(int(ptr[-1]), 4)
        p4[rows], p4[free] = jets.p4, torch.from_numpy(self.pt * unit)
        return Constituents(
            p4,
            ptr,
            pid=spread(jets.pid, rows, len(p4), _PHOTON),
            charge=spread(jets.charge, rows, len(p4), 0),
            label=jets.label,
            event=jets.event,
            partons=jets.partons,
        )

    def __repr__(self) -> str:
        """Its options."""
        return (
            f"{type(self).__name__}(n={self.n}, pt={self.pt}, eta_max={self.eta_max}, "
            f"seed={self.seed})"
        )
