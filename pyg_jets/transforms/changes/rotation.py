"""Jets turned about their axes: nothing that a jet is depends on it."""

from __future__ import annotations

import math
from typing import Any

import torch

from pyg_jets.jets import kinematics
from pyg_jets.jets.constituents import Constituents
from pyg_jets.transforms._per_jet import uniform_per_jet
from pyg_jets.transforms.changes.perturbation import Perturbation, with_momenta


class Rotation(Perturbation):
    r"""Turn every jet about its momentum by a random angle, and reflect half of them.

    In the frame where the jet moves along x (:func:`pyg_jets.jets.kinematics.to_jet_frame`) all
    momenta are turned about x, and half of the jets are reflected in z; then the jet is moved back.
    This is a Lorentz transformation that leaves the jet's momentum as it is. Transverse momenta and
    distances change in second order of the angles from the axis, so trees are clustered again.

    Takes ``Constituents``, or a ``JetTree``, a batch of them or a ``JetTreeDataset``. A jet's
    random numbers depend on the seed and its momenta alone.

    Args:
        seed: Of the random numbers.
        algorithm: That the trees were made with, if trees are given; see :func:`pyg_jets.cluster`.

    Raises:
        ValueError: If trees were made with another algorithm.
        TypeError: If the data are none of these.

    Example:
        >>> Rotation(seed=1)
        Rotation(seed=1)
    """

    def __init__(self, *, seed: int = 0, algorithm: str | Any = "cambridge_aachen") -> None:
        super().__init__(seed, algorithm)

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with turned momenta."""
        angle, mirror = uniform_per_jet(jets, self.seed, 2).unbind(1)
        sums = torch.segment_reduce(jets.p4, "sum", offsets=jets.ptr, axis=0)
        jet_of = torch.repeat_interleave(torch.arange(len(jets)), jets.ptr.diff())
        jet, angle = sums[jet_of], 2 * math.pi * angle
        cos, sin, sign = (
            values[jet_of] for values in (angle.cos(), angle.sin(), torch.sign(mirror - 0.5))
        )
        px, py, pz, energy = kinematics.to_jet_frame(jets.p4, jet).unbind(1)
        turned = torch.stack((px, cos * py - sin * pz, sign * (sin * py + cos * pz), energy), 1)
        p4 = kinematics.from_jet_frame(turned, jet)
        # Moving to the frame and back may leave an energy below the momentum by its rounding.
        p4[:, 3] = torch.maximum(p4[:, 3], p4[:, :3].norm(dim=1))
        return with_momenta(jets, p4)

    def __repr__(self) -> str:
        """Its option."""
        return f"{type(self).__name__}(seed={self.seed})"
