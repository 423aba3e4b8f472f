"""A detector that sees less sharply."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from scipy.special import ndtri

from pyg_jets.jets.constituents import Constituents
from pyg_jets.simulation.detector import towers, tracks
from pyg_jets.simulation.detector.cards import card as detector_card
from pyg_jets.transforms._per_jet import uniform_per_jet
from pyg_jets.transforms.changes.perturbation import Perturbation, with_momenta

_PHOTON = 22
_ANGLES = {"track": 0.001, "photon": 0.0174 / math.sqrt(12), "neutral": 0.087 / math.sqrt(12)}


class Smearing(Perturbation):
    r"""Smear momenta and directions of the constituents, before clustering.

    Relative resolutions are those of Delphes' CMS card, E and :math:`p_T` in GeV and :math:`\eta`
    the particle's; in the middle of the detector they are

    .. math::
        \frac{\sigma}{p_T} &= \sqrt{0.06^2 + (1.3 \cdot 10^{-3} p_T)^2} && \text{(hadrons)} \\
        \frac{\sigma}{E} &= \sqrt{0.008^2 + 0.11^2 / E + 0.4^2 / E^2} && \text{(photons)} \\
        \frac{\sigma}{E} &= \sqrt{0.05^2 + 1.5^2 / E} && \text{(other neutrals)}

    with electrons and muons better than hadrons, each at most 1 before it is scaled; tracks beyond
    :math:`|\eta| = 2.5`, which a detector would not have, stay. Directions are smeared in
    :math:`\eta` and :math:`\phi` by normal numbers of width 0.001 (charged), :math:`0.0174 /
    \sqrt{12}` (photons; a crystal's width) and :math:`0.087 / \sqrt{12}` (other neutrals; a
    tower's). Momenta are multiplied by log-normal numbers of mean 1 and that width; masses stay.
    Without charges all count as charged; without PDG codes as hadrons. Jets out of a
    detector simulation are smeared a second time by it.

    Takes ``Constituents``, or a ``JetTree``, a batch of them or a ``JetTreeDataset``, which is
    clustered again. A jet's random numbers depend on the seed and its momenta alone: the result is
    the same alone, in a batch, and in any order of the jets.

    Args:
        scale: Multiplies all resolutions; 0 changes nothing.
        seed: Of the random numbers; they do not depend on ``scale``.
        algorithm: That the trees were made with, if trees are given; see :func:`pyg_jets.cluster`.

    Raises:
        ValueError: If ``scale`` is negative or not finite; or if trees were made with another
            algorithm.
        TypeError: If the data are none of these.

    Example:
        >>> Smearing(scale=0.5)(Constituents([[3.0, 4.0, 0.0, 5.0]], [0, 1]))
        Constituents(num_jets=1, num_particles=1)
    """

    def __init__(
        self, scale: float = 1.0, *, seed: int = 0, algorithm: str | Any = "cambridge_aachen"
    ) -> None:
        super().__init__(seed, algorithm)
        if not 0 <= scale < math.inf:
            raise ValueError(f"'scale' must not be negative (got {scale})")
        self.scale = scale

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with smeared momenta."""
        if self.scale == 0 or len(jets) == 0:
            return jets
        normal = _normal(jets, self.seed)
        width, angle = _resolutions(jets)
        p4 = _smeared(jets.p4.numpy(), self.scale * width, self.scale * angle, normal)
        return with_momenta(jets, torch.from_numpy(p4))

    def __repr__(self) -> str:
        """Its options."""
        return f"{type(self).__name__}(scale={self.scale}, seed={self.seed})"


def _normal(jets: Constituents, seed: int) -> np.ndarray:
    """Three normal numbers for every constituent, ``(num_particles, 3)``."""
    counts = jets.ptr.diff()
    longest = int(counts.max())
    draws = uniform_per_jet(jets, seed, 3 * longest).view(len(jets), longest, 3)
    normal: np.ndarray = ndtri(draws[torch.arange(longest) < counts[:, None]].numpy())
    return normal


def _resolutions(jets: Constituents) -> tuple[np.ndarray, np.ndarray]:
    """Relative width of the momentum and width of the direction, ``(num_particles,)``."""
    energy = jets.p4[:, 3].numpy()
    pt, eta = _pt_and_eta(jets.p4.numpy())
    charged = np.ones(len(energy), bool) if jets.charge is None else jets.charge.numpy() != 0
    pid = np.zeros(len(energy), np.int64) if jets.pid is None else jets.pid.numpy()
    photon = pid == _PHOTON
    card = detector_card("cms")
    above = np.maximum(energy, np.finfo(np.float64).tiny ** 0.25)  # whose square is not 0
    calorimeters = (towers.resolution(above, eta, each) / above for each in (card.ecal, card.hcal))
    width = np.where(charged, tracks.resolution(pid, pt, eta), np.where(photon, *calorimeters))
    neutral = np.where(photon, _ANGLES["photon"], _ANGLES["neutral"])
    return np.minimum(width, 1.0), np.where(charged, _ANGLES["track"], neutral)


def _pt_and_eta(p4: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    px, py, pz, _ = p4.T
    pt = np.hypot(px, py)
    return pt, np.arcsinh(pz / np.where(pt > 0, pt, 1.0))  # along the beam there is no eta


def _smeared(p4: np.ndarray, width: np.ndarray, angle: np.ndarray, normal: np.ndarray) -> Any:
    px, py, pz, energy = p4.T
    b2 = np.log1p(width**2)
    factor = np.exp(np.sqrt(b2) * normal[:, 0] - b2 / 2)
    pt, eta = _pt_and_eta(p4)
    phi, eta = np.arctan2(py, px) + angle * normal[:, 2], eta + angle * normal[:, 1]
    mass2 = np.maximum(energy**2 - px**2 - py**2 - pz**2, 0.0)
    along = factor * np.where(pt > 0, pt * np.sinh(eta), pz)
    pt = factor * pt
    new_energy = np.sqrt(pt**2 + along**2 + mass2)
    return np.stack((pt * np.cos(phi), pt * np.sin(phi), along, new_energy), 1)
