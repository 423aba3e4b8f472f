"""A detector, or a threshold, that misses soft particles."""

from __future__ import annotations

import math
from typing import Any

import torch

from pyg_jets.jets import kinematics
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import borders
from pyg_jets.transforms._per_jet import uniform_per_jet
from pyg_jets.transforms.changes.perturbation import Perturbation


class LostParticles(Perturbation):
    r"""Lose soft constituents, in each jet another share of them.

    Each constituent with :math:`p_T` below a threshold is lost with a probability that is drawn for
    its jet, uniform between 0 and ``share``. The hardest constituent always stays.

    Takes ``Constituents``, or a ``JetTree``, a batch of them or a ``JetTreeDataset``, which is
    clustered again. A jet's random numbers depend on the seed and its momenta alone.

    Args:
        below: Threshold in GeV.
        share: Largest probability.
        seed: Of the random numbers.
        algorithm: That the trees were made with, if trees are given; see :func:`pyg_jets.cluster`.

    Raises:
        ValueError: If ``below`` is not positive, or ``share`` not from 0 to 1; or if trees were
            made with another algorithm.
        TypeError: If the data are none of these.

    Example:
        >>> jets = Constituents([[3.0, 4.0, 0.0, 5.0], [0.1, 0.0, 0.0, 0.1]], [0, 2])
        >>> len(LostParticles(below=1.0, share=0.0)(jets).p4)
        2
    """

    def __init__(
        self,
        below: float = 2.0,
        share: float = 0.5,
        *,
        seed: int = 0,
        algorithm: str | Any = "cambridge_aachen",
    ) -> None:
        super().__init__(seed, algorithm)
        if not 0 < below < math.inf:
            raise ValueError(f"'below' must be positive, in GeV (got {below})")
        if not 0 <= share <= 1:
            raise ValueError(f"'share' must lie between 0 and 1 (got {share})")
        self.below, self.share = below, share

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with what is left of them."""
        counts = jets.ptr.diff()
        longest = int(counts.max()) if len(jets) else 0
        draws = uniform_per_jet(jets, self.seed, 1 + longest)
        of_particles = draws[:, 1:][torch.arange(longest) < counts[:, None]]
        lost = of_particles < self.share * draws[:, 0].repeat_interleave(counts)
        pt = kinematics.pt(jets.p4)
        hardest = torch.segment_reduce(pt, "max", offsets=jets.ptr).repeat_interleave(counts)
        kept = ~lost | (pt >= self.below) | (pt == hardest)
        rows = kept.nonzero().flatten()
        return jets.taken(torch.arange(len(jets)), rows, borders(kept.long())[jets.ptr])

    def __repr__(self) -> str:
        """Its options."""
        name = type(self).__name__
        return f"{name}(below={self.below}, share={self.share}, seed={self.seed})"
