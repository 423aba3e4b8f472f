"""Particles without energy: a safe observable does not see them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import borders
from pyg_jets.transforms._per_jet import uniform_per_jet
from pyg_jets.transforms.changes.perturbation import Perturbation, spread, with_room

_PHOTON = 22
_ETA_MAX = 5.0
_SIZES = 0x517E  # apart from the seeds of the other draws


class SoftParticles(Perturbation):
    r"""Add soft particles within a radius of the jet's axis, or anywhere in the detector.

    A test of infrared safety, before clustering. With a ``radius`` R each of n massless particles
    has a place :math:`(\Delta y, \Delta\phi) = R \sqrt u\, (\cos 2\pi v, \sin 2\pi v)` from the
    jet's rapidity and azimuth, u and v uniform in (0, 1): the disc of radius R is filled evenly.

    Without one it is the test of `arXiv:1702.00748 <https://arxiv.org/abs/1702.00748>`_:
    pseudorapidities :math:`\eta` uniform in :math:`(-\eta_{max}, \eta_{max})` and :math:`\phi` in
    :math:`(0, 2\pi)`. Most of these particles are far outside the jet. Clustering has no beam
    distance (:func:`pyg_jets.cluster`), so a Cambridge/Aachen tree has them in the splittings next
    to its root, although a jet finder would have left them out of the jet.

    They stand behind the jet's own constituents as photons (PDG code 22, charge 0), with 0 in all
    other columns. Draws do not
    depend on ``pt``, so that one seed follows the same particles down to :math:`p_T \to 0`, and the
    first ones not on ``n``.

    Takes ``Constituents``, or a ``JetTree``, a batch of them or a ``JetTreeDataset``, which is
    clustered again. A jet's random numbers depend on the seed and its momenta alone: the result is
    the same alone, in a batch, and in any order.

    Args:
        n: Number of particles.
        pt: Their transverse momentum in GeV.
        eta_max: Border of their pseudorapidities if there is no ``radius``; 5 if not given.
        radius: Largest distance from the jet's axis in rapidity and azimuth.
        varied: Each jet gets its own number of particles, from 0 to ``n``, and each particle its
            own transverse momentum, from 0 to ``pt``, all equally likely.
        seed: Of the random numbers.
        algorithm: That the trees were made with, if trees are given; see :func:`pyg_jets.cluster`.

    Raises:
        ValueError: If ``n`` is negative, or ``pt`` or ``eta_max`` not positive, ``radius`` not
            from 0 to pi, or both of them given; if a jet has no transverse momentum, and so no
            axis; or if trees were made with another algorithm.
        TypeError: If the data are none of these.

    Example:
        >>> SoftParticles(n=3)(Constituents([[3.0, 4.0, 0.0, 5.0]], [0, 1]))
        Constituents(num_jets=1, num_particles=4)
        >>> SoftParticles(n=2, radius=0.8)
        SoftParticles(n=2, pt=0.0001, radius=0.8, seed=0)
    """

    def __init__(
        self,
        n: int = 1,
        pt: float = 1e-4,
        eta_max: float | None = None,
        *,
        radius: float | None = None,
        varied: bool = False,
        seed: int = 0,
        algorithm: str | Any = "cambridge_aachen",
    ) -> None:
        super().__init__(seed, algorithm)
        if n < 0:
            raise ValueError(f"'n' must not be negative (got {n})")
        if radius is not None and eta_max is not None:
            raise ValueError(
                f"'eta_max' must be left out with a 'radius' (got {eta_max} and {radius}): "
                "particles are placed around the jet or anywhere in the detector"
            )
        if radius is not None and not 0 < radius <= math.pi:
            raise ValueError(f"'radius' must be above 0 and at most pi (got {radius})")
        eta_max = _ETA_MAX if eta_max is None else eta_max
        if not (0 < pt < math.inf and 0 < eta_max < math.inf):
            raise ValueError(f"'pt' and 'eta_max' must be positive (got {pt} and {eta_max})")
        self.n, self.pt, self.eta_max, self.radius = n, pt, eta_max, radius
        self.varied = varied

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with soft particles behind their own."""
        draws = uniform_per_jet(jets, self.seed, 2 * self.n).reshape(len(jets), self.n, 2).numpy()
        if self.radius is None:
            y, phi = (2 * draws[..., 0] - 1) * self.eta_max, 2 * np.pi * draws[..., 1]
        else:
            y, phi = _within(self.radius, draws, jets)
        # NumPy's functions give a number the same bits alone and among others; torch's do not.
        unit = np.stack((np.cos(phi), np.sin(phi), np.sinh(y), np.cosh(y)), 2)
        rows, free, ptr = with_room(jets, self.n)
        pt, there = self._sizes(jets)
        p4 = jets.p4.new_empty(int(ptr[-1]), 4)
        p4[rows], p4[free] = jets.p4, torch.from_numpy(pt * unit)
        filled = torch.ones(len(p4), dtype=torch.bool)
        filled[free] = there
        return jets.with_particles(
            p4[filled],
            borders(filled.long())[ptr],
            lambda name, column: spread(column, rows, len(p4), _PHOTON if name == "pid" else 0)[
                filled
            ],
        )

    def _sizes(self, jets: Constituents) -> tuple[Any, Tensor]:
        """Transverse momenta ``(num_jets, n, 1)`` in GeV, and which of the particles are there."""
        place = torch.arange(self.n).expand(len(jets), -1)
        if not self.varied:
            return self.pt, place >= 0
        draws = uniform_per_jet(jets, self.seed + _SIZES, 1 + self.n)
        return self.pt * draws[:, 1:, None].numpy(), place < (draws[:, :1] * (self.n + 1)).long()

    def __repr__(self) -> str:
        """Its options."""
        place = f"eta_max={self.eta_max}" if self.radius is None else f"radius={self.radius}"
        place += ", varied=True" if self.varied else ""
        return f"{type(self).__name__}(n={self.n}, pt={self.pt}, {place}, seed={self.seed})"


def _within(radius: float, draws: np.ndarray, jets: Constituents) -> tuple[np.ndarray, np.ndarray]:
    """Rapidities and azimuths evenly in the disc around each jet's axis, ``(num_jets, n)``."""
    # The root makes a ring's share of the particles its share of the disc's area.
    distance, angle = radius * np.sqrt(draws[..., 0]), 2 * np.pi * draws[..., 1]
    y, phi = _axes(jets)
    return y[:, None] + distance * np.cos(angle), phi[:, None] + distance * np.sin(angle)


def _axes(jets: Constituents) -> tuple[np.ndarray, np.ndarray]:
    """Rapidity and azimuth of each jet, ``(num_jets,)``; a negative mass² counts as zero."""
    px, py, pz, energy = np.add.reduceat(jets.p4.numpy(), jets.ptr[:-1].numpy()).T
    pt2 = px**2 + py**2
    if (pt2 == 0).any():
        raise ValueError(
            f"jet {int((pt2 == 0).argmax())}: a jet must have transverse momentum, or it has no "
            "axis (got pt = 0)"
        )
    mass2 = np.maximum((energy + pz) * (energy - pz) - pt2, 0.0)
    return np.arcsinh(pz / np.sqrt(pt2 + mass2)), np.arctan2(py, px)
