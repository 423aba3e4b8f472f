"""The truth of a decay on a clustering history: where its quarks part, of W and of top jets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import torch
from torch import Tensor

from pyg_jets.evaluation.truth.quark_shares import partons_of, quark_shares
from pyg_jets.jets.constituents import Partons
from pyg_jets.jets.kinematics import mass
from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, share

TruthMask: TypeAlias = Literal["splittings", "products"]
"""A mask of the nodes by the simulation's truth."""

_BOTTOM, _W_MASS = 5, 80.4


@dataclass(frozen=True)
class DecayTruth:
    """Where the quarks of a decay are in the clustering histories.

    A node *holds* a quark if more than half of the quark's pt is below it. A splitting *parts*
    quarks if each of its branches holds one; of k quarks there are at most k - 1 such splittings,
    in whatever order the algorithm has clustered them.

    Shapes:
        - **splittings:** ``(num_nodes,)``, the splittings that part quarks
        - **products:** ``(num_nodes,)``, the splittings whose node holds a quark: the ways of the
          quarks down from the root, until each breaks up
        - **w:** ``(num_jets,)``, row of the splitting that parts the two quarks of the W; -1 if
          there is none. In a top jet the b may be in one of its branches.
        - **b:** ``(num_jets,)``, row of the splitting that has the whole W in one branch and the b
          in the other; -1 if there is none, as in all W jets
        - **parted:** ``(num_jets,)``, whether all quarks are parted from each other
    """

    splittings: Tensor
    products: Tensor
    w: Tensor
    b: Tensor
    parted: Tensor

    def mask(self, name: TruthMask) -> Tensor:
        """Which nodes an explanation should find.

        A mask by the simulation's truth, as `arXiv:2604.25885 <https://arxiv.org/abs/2604.25885>`_
        proposes for Lund graphs; these definitions are our own.

        Args:
            name: ``"splittings"`` or ``"products"``.

        Shapes:
            - **output:** ``(num_nodes,)``

        Raises:
            ValueError: If the name is another one.
        """
        if name not in get_args(TruthMask):
            raise ValueError(
                f"'name' must be one of {', '.join(get_args(TruthMask))} (got '{name}')"
            )
        return self.splittings if name == "splittings" else self.products

    def efficiency(self) -> dict[str, Estimate]:
        """Shares of jets with all their quarks parted, the W's, and the b from the whole W."""
        total = len(self.parted)
        where = {
            "all quarks parted": self.parted,
            "the W's quarks parted": self.w >= 0,
            "the b parted from the whole W": self.b >= 0,
        }
        return {name: share(int(jets.sum()), total) for name, jets in where.items()}


def decay_truth(jets: JetTreeDataset) -> DecayTruth:
    """Where the quarks of W or top jets part, from the hard partons of the simulation.

    Every constituent belongs to the quark nearest in rapidity and azimuth. Of three quarks one
    must be a bottom quark; of several it is the one that leaves a pair nearest to the W's mass.

    Args:
        jets: Jets with two hard partons each (the quarks of a W), or three (those of a top).

    Raises:
        ValueError: If the jets have no partons, a jet has another number of them than two or
            three, not all have as many, or one of three has no bottom quark.
    """
    partons = partons_of(jets)
    quarks = _number(partons)
    batch = in_order(jets.batch())
    holds = quark_shares(jets, quarks) > 0.5
    harder, parent = batch.edge_index[:, batch.branch == 0]
    softer = batch.edge_index[0, batch.branch == 1]
    sides = holds[harder], holds[softer]
    bottom = _bottom(partons) if quarks == 3 else torch.full((len(jets),), 2)
    # Columns in the order q, q', b.
    order = (bottom[:, None] + 1 + torch.arange(quarks)) % 3
    one, other = (side.gather(1, order[batch.batch[parent]]) for side in sides)
    parts = one.any(1) & other.any(1)
    w = (one[:, 0] & other[:, 1]) | (one[:, 1] & other[:, 0])
    b = torch.zeros_like(w)
    if quarks == 3:
        whole, whole_other = one[:, :2].all(1), other[:, :2].all(1)
        b = (whole & other[:, 2]) | (whole_other & one[:, 2])
    splittings = torch.zeros(batch.num_nodes, dtype=torch.bool)
    splittings[parent[parts]] = True
    number = torch.bincount(batch.batch[parent[parts]], minlength=len(jets))

    def row(of_edges: Tensor) -> Tensor:
        rows = torch.full((len(jets),), -1)
        rows[batch.batch[parent[of_edges]]] = parent[of_edges]
        return rows

    products = holds.any(1) & ~batch.is_leaf
    return DecayTruth(splittings, products, row(w), row(b), number == quarks - 1)


def _number(partons: Partons) -> int:
    """How many quarks each jet has."""
    counts = partons.ptr.diff()
    number = int(counts[0]) if len(counts) else 2
    if number not in (2, 3) or not (counts == number).all():
        jet = int((counts != number).nonzero()[0]) if number in (2, 3) else 0
        raise ValueError(
            "each jet must have two partons, of a W, or each three, of a top "
            f"(got {int(counts[jet])} in jet {jet})"
        )
    return number


def _bottom(partons: Partons) -> Tensor:
    """Which of each jet's three quarks is the b of the top's decay."""
    p4 = partons.p4.view(-1, 3, 4)
    off = (mass(p4.sum(1, keepdim=True) - p4) - _W_MASS).abs()
    is_bottom = partons.pid.view(-1, 3).abs() == _BOTTOM
    if not is_bottom.any(1).all():
        jet = int((~is_bottom.any(1)).nonzero()[0])
        raise ValueError(f"jet {jet}: one of three partons must be a bottom quark (got none)")
    return torch.where(is_bottom, off, torch.inf).argmin(1)
