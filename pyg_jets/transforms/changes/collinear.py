"""Particles in two pieces of one direction: a safe observable does not see it."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import borders
from pyg_jets.transforms._per_jet import uniform_per_jet
from pyg_jets.transforms.changes.perturbation import Perturbation, spread, with_room

_AZIMUTHS = 0x5EED  # apart from the seeds of the other draws

Which: TypeAlias = Literal["random", "hardest", "each_of_hardest"]
"""What is split: any particle, the one that is hardest at the time, or the n hardest once each."""


class CollinearSplits(Perturbation):
    r"""Split particles into two of the same direction, before clustering.

    The test of collinear safety of `arXiv:1702.00748 <https://arxiv.org/abs/1702.00748>`_: with
    :math:`\epsilon` uniform in (0, 1), a particle of mass m becomes one with
    :math:`\epsilon \vec p` and mass :math:`m \sqrt\epsilon` and a massless one with
    :math:`(1 - \epsilon) \vec p`. Here the energy of the first is what the massless one leaves, so
    that four-momentum is conserved at any speed; its mass is then the formula's up to relative
    corrections of order :math:`m^2 / p^2`.

    - ``"random"``: n times, any particle that is there then, pieces too.
    - ``"hardest"``: n times, the one that is hardest then, as the paper's code does.
    - ``"each_of_hardest"``: the n hardest of the jet, once each, as its text ("the ten highest")
      can be read; all if there are fewer.

    With an ``angle`` :math:`\theta > 0` the pieces move apart by a transverse kick
    :math:`\epsilon (1 - \epsilon) |\vec p| \theta` of random azimuth: the momentum stays, the
    energy grows by a share of order :math:`\theta^2`. One seed follows the same splits to
    :math:`\theta \to 0`.

    The first piece keeps the place and the charge, the massless one stands behind the jet's
    particles with charge 0; both keep the PDG code and all other columns. The draws of the first
    splits do not depend on n.

    Takes ``Constituents``, or a ``JetTree``, a batch of them or a ``JetTreeDataset``, which is
    clustered again. A jet's random numbers depend on the seed and its momenta alone: the result is
    the same alone, in a batch, and in any order of the jets.

    Args:
        n: Number of splits; the paper takes 1 and 10.
        which: ``"random"``, ``"hardest"`` or ``"each_of_hardest"``.
        angle: Between the pieces in radians, if it is small; 0 is the paper's test.
        seed: Of the random numbers.
        algorithm: That the trees were made with, if trees are given; see :func:`pyg_jets.cluster`.

    Raises:
        ValueError: If ``n`` is negative or ``which`` unknown, or ``angle`` not from 0 to 1; or if
            trees were made with another algorithm.
        TypeError: If the data are none of these.

    Example:
        >>> CollinearSplits(n=3)(Constituents([[3.0, 4.0, 0.0, 5.0]], [0, 1]))
        Constituents(num_jets=1, num_particles=4)
    """

    def __init__(
        self,
        n: int = 1,
        which: Which = "random",
        *,
        angle: float = 0.0,
        seed: int = 0,
        algorithm: str | Any = "cambridge_aachen",
    ) -> None:
        super().__init__(seed, algorithm)
        if n < 0:
            raise ValueError(f"'n' must not be negative (got {n})")
        if which not in get_args(Which):
            raise ValueError(f"'which' must be one of {', '.join(get_args(Which))} (got '{which}')")
        if not 0 <= angle <= 1:
            raise ValueError(f"'angle' must lie between 0 and 1 (got {angle})")
        self.n, self.which, self.angle = n, which, angle

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with split particles."""
        draws = uniform_per_jet(jets, self.seed, 2 * self.n)
        choice, epsilon = draws[:, ::2], draws[:, 1::2]
        azimuth = 2 * torch.pi * uniform_per_jet(jets, self.seed + _AZIMUTHS, self.n)
        rows, free, ptr = with_room(jets, self.n)
        p4 = jets.p4.new_zeros(int(ptr[-1]), 4)
        p4[rows] = jets.p4
        origin = torch.full((len(p4),), -1)
        origin[rows] = torch.arange(len(rows))
        whole = origin >= 0
        for step in range(self.n):
            mother = self._mothers(p4, ptr, whole, choice[:, step], free[:, step])
            able = whole[mother] | (self.which != "each_of_hardest")
            mother, piece = mother[able], free[able, step]
            p4[mother], p4[piece] = _pieces(
                p4[mother], epsilon[able, step, None], self.angle, azimuth[able, step, None]
            )
            whole[mother], origin[piece] = False, origin[mother]
        return _collected(jets, p4, ptr, rows, origin)

    def _mothers(
        self, p4: Tensor, ptr: Tensor, whole: Tensor, choice: Tensor, end: Tensor
    ) -> Tensor:
        """A row of each jet, whose filled rows go up to ``end``."""
        if self.which == "random":
            return ptr[:-1] + (choice * (end - ptr[:-1])).long()
        pt2 = kinematics.pt2(p4)
        return _hardest(torch.where(whole, pt2, -1.0) if self.which != "hardest" else pt2, ptr)

    def __repr__(self) -> str:
        """Its options."""
        angle = f", angle={self.angle}" if self.angle else ""
        return f"{type(self).__name__}(n={self.n}, which='{self.which}'{angle}, seed={self.seed})"


def _pieces(p4: Tensor, epsilon: Tensor, angle: float, azimuth: Tensor) -> tuple[Tensor, Tensor]:
    momentum, energy = p4[:, :3], p4[:, 3:]
    # Where rounding has left E < |p| both pieces are as the particle was: no energy is negative.
    light = torch.minimum((kinematics.pt2(p4) + p4[:, 2] ** 2).sqrt()[:, None], energy)
    first = torch.cat((epsilon * momentum, (energy - light) + epsilon * light), 1)
    second = torch.cat(((1 - epsilon) * momentum, (1 - epsilon) * light), 1)
    if angle == 0:
        return first, second
    kick = epsilon * (1 - epsilon) * angle * light * _across(momentum, azimuth)
    return _kicked(first, kick), _kicked(second, -kick)


def _across(momentum: Tensor, azimuth: Tensor) -> Tensor:
    """Unit vectors at a right angle to the momenta; zero where there is none."""
    weakest = torch.nn.functional.one_hot(momentum.abs().argmin(1), 3).to(momentum)
    one = torch.nn.functional.normalize(torch.linalg.cross(momentum, weakest), dim=1, eps=0)
    other = torch.linalg.cross(torch.nn.functional.normalize(momentum, dim=1, eps=0), one)
    across: Tensor = azimuth.cos() * one + azimuth.sin() * other
    return across.nan_to_num()


def _kicked(p4: Tensor, kick: Tensor) -> Tensor:
    """More momentum at a right angle, at the same mass."""
    energy = (p4[:, 3:] ** 2 + (kick**2).sum(1, keepdim=True)).sqrt()
    return torch.cat((p4[:, :3] + kick, energy), 1)


def _hardest(pt2: Tensor, ptr: Tensor) -> Tensor:
    """The first row of the largest value in every jet."""
    largest = torch.from_numpy(np.maximum.reduceat(pt2.numpy(), ptr[:-1].numpy()))
    rows = (pt2 == largest.repeat_interleave(ptr.diff())).nonzero().flatten()
    return rows[torch.searchsorted(rows, ptr[:-1])]


def _collected(
    jets: Constituents, p4: Tensor, ptr: Tensor, rows: Tensor, origin: Tensor
) -> Constituents:
    """What stands in the rows that are filled."""
    filled = origin >= 0

    def moved(name: str, column: Tensor) -> Tensor:
        if name == "charge":
            return spread(column, rows, len(p4), 0)[filled]
        return column[origin[filled]]

    return jets.with_particles(p4[filled], borders(filled.long())[ptr], moved)
