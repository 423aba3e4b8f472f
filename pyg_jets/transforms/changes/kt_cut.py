"""The jet without its soft splittings: what is left above a transverse momentum."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import borders
from pyg_jets.lund import lund_coordinates
from pyg_jets.transforms.changes.perturbation import Perturbation

_TOGETHER = 4096
"""Jets that are looked at together."""


class KtCut(Perturbation):
    r"""Take the softer branch away at every splitting below a transverse momentum.

    .. math::
        k_t = p_{T,\mathrm{soft}} \, \Delta < k_{t,\min}

    At every splitting of the jet's tree, in the harder branches and in the softer ones that stay.
    What is left is clustered again and cut again until no splitting is below the cut: a branch that
    lost its own soft branches is softer than it was. So the jet has only the part of the Lund plane
    above a line (`arXiv:2212.10493 <https://arxiv.org/abs/2212.10493>`_ cuts it so to make taggers
    resilient): below about 1 GeV there are hadrons and not partons. The hardest line always stays,
    so that no jet is empty.

    Takes ``Constituents``, or a ``JetTree``, a batch of them or a ``JetTreeDataset``, which is
    clustered again. Nothing is random.

    Args:
        min_kt: In GeV.
        algorithm: Of the trees that the splittings are of; see :func:`pyg_jets.cluster`.

    Raises:
        ValueError: If ``min_kt`` is negative or not finite; or if trees were made with another
            algorithm.
        TypeError: If the data are none of these.

    Example:
        >>> jets = Constituents([[40.0, 30.0, 0.0, 50.0], [1.0, 0.0, 0.0, 1.0]], [0, 2])
        >>> len(KtCut(0.6)(jets).p4), len(KtCut(0.7)(jets).p4)
        (2, 1)
    """

    def __init__(self, min_kt: float = 1.0, *, algorithm: str | Any = "cambridge_aachen") -> None:
        super().__init__(0, algorithm)
        if not 0 <= min_kt < math.inf:
            raise ValueError(f"'min_kt' must be 0 or more, in GeV (got {min_kt})")
        self.min_kt = min_kt

    def perturbed(self, jets: Constituents) -> Constituents:
        """The jets with the constituents of the branches that stay."""
        while len((left := self._cut_once(jets)).p4) < len(jets.p4):
            jets = left
        return jets

    def _cut_once(self, jets: Constituents) -> Constituents:
        trees = cluster(jets, self.algorithm)
        parts = [slice(first, first + _TOGETHER) for first in range(0, len(jets), _TOGETHER)]
        kept = [self._kept(trees.batch(part)) for part in parts]
        stays = torch.cat([torch.empty(0, dtype=torch.bool), *kept])
        return jets.taken(
            torch.arange(len(jets)), stays.nonzero().flatten(), borders(stays.long())[jets.ptr]
        )

    def _kept(self, batch: Any) -> Tensor:
        """Which constituents stay, in their order."""
        lund = lund_coordinates(batch)
        soft = torch.zeros(batch.num_nodes, dtype=torch.bool)
        soft[lund.node] = lund.ln_kt.exp() < self.min_kt
        child, parent = batch.edge_index
        lost = torch.zeros_like(soft)
        lost[child] = (batch.branch == 1) & soft[parent]
        while True:  # one step down at a time, until nothing changes
            below = lost.clone()
            below[child] |= lost[parent]
            if torch.equal(below, lost):
                return ~lost[batch.is_leaf]
            lost = below

    def __repr__(self) -> str:
        """Its options."""
        return f"{type(self).__name__}(min_kt={self.min_kt})"
