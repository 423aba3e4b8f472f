"""Taggers that are known functions of the constituents: what each brings follows by hand.

All are sums over constituents of the share of pt, relative to the hardest one (the core), and of
the distance from it. The core is there in every jet, so a splitting brings what its softer branch
adds.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, Module, Sequential

from pyg_jets.jets.kinematics import delta_phi
from pyg_jets.taggers import Tagger
from pyg_jets.transforms._one_or_many import jet_of_node, leaves_by_pt, num_jets, sum_per_jet

ETA, PHI, PT = 1, 2, 5
"""Columns of the features that are read, in the laboratory frame."""
Z_CUT = 0.1


class KnownFunction(Tagger):
    r"""The angularity about the core, :math:`L = 10 \sum_i \frac{p_{T,i}}{p_{T,0}} \Delta_{i0}`.

    Its states are the terms of the sum, on the constituents. Features must be those of the
    laboratory frame.
    """

    node_states = "leaves"

    def __init__(self) -> None:
        super().__init__(1, head=Sequential(Linear(1, 1, bias=False)))
        torch.nn.init.constant_(self.head[0].weight, 10.0)  # type: ignore[arg-type]
        self.double()

    def features(self, batch: Any) -> Tensor:
        """The features as they are, in float64."""
        self._check_frame(batch)
        x: Tensor = batch.x.double()
        return x

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        """The term of every constituent, ``(num_nodes, 1)``."""
        terms = self.terms(batch)
        return terms if gate is None else terms + gate

    def terms(self, batch: Any) -> Tensor:
        """What each leaf adds; 0 on splittings."""
        z, d_eta, d_phi = shares(self.features(batch), batch)
        distance = (d_eta**2 + d_phi**2).clamp(min=1e-24).sqrt()
        return (z * distance)[:, None]

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        """Sums over the constituents, ``(num_jets, channels)``."""
        leaf = batch.is_leaf
        return sum_per_jet(states[leaf], jet_of_node(batch)[leaf], num_jets(batch))


class KnownPairs(KnownFunction):
    r"""An energy flow polynomial, :math:`L = 10 \sum_{i<j} z_i z_j \theta_{ij}^2`.

    z is the share of pt over the core's. States are (z, z eta, z phi, z (eta^2 + phi^2)) about the
    core, and the logit is bilinear in their sums.
    """

    def __init__(self) -> None:
        super().__init__()
        self.state_channels = self.hidden_channels = 4
        self.head = Sequential(PairSum(10.0))

    def terms(self, batch: Any) -> Tensor:
        """The four numbers of each leaf; 0 on splittings."""
        z, d_eta, d_phi = shares(self.features(batch), batch)
        return torch.stack((z, z * d_eta, z * d_phi, z * (d_eta**2 + d_phi**2)), 1)


class KnownGroomed(KnownFunction):
    """The angularity of the groomed jet: what soft drop (z above 0.1) removes brings nothing."""

    def terms(self, batch: Any) -> Tensor:
        """What each leaf of the groomed jet adds; 0 elsewhere."""
        return super().terms(batch) * groomed(batch)[:, None]


class PairSum(Module):
    """From sums (Z, Y, P, Q) the sum over pairs, ZQ - Y^2 - P^2, times a factor."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, sums: Tensor) -> Tensor:
        """``(num_jets, 4)`` -> ``(num_jets, 1)``."""
        z, y, p, q = sums.unbind(1)
        return self.factor * (z * q - y**2 - p**2)[:, None]


def shares(x: Tensor, batch: Any) -> tuple[Tensor, Tensor, Tensor]:
    """Share of pt over the core's, and pseudorapidity and azimuth from it; z is 0 on splittings.

    Shapes:
        - **x:** ``(num_nodes, 7)`` in the laboratory frame; **output:** each ``(num_nodes,)``
    """
    leaf, rank = leaves_by_pt(batch)
    core = leaf[rank == 0][jet_of_node(batch)]
    # Of a baseline without any pt nothing is left.
    z = x[:, PT] / x[core, PT].clamp(min=1e-9) * batch.is_leaf
    return z, x[:, ETA] - x[core, ETA], delta_phi(x[:, PHI], x[core, PHI])


def groomed(batch: Any) -> Tensor:
    """Which nodes are left by soft drop: from the first splitting with z above 0.1 down.

    Shapes:
        - **output:** ``(num_nodes,)``
    """
    child, parent = batch.edge_index
    harder = torch.full((batch.num_nodes,), -1, device=child.device)
    share = torch.zeros(batch.num_nodes, dtype=torch.float64, device=child.device)
    pt = batch.p4[:, :2].double().norm(dim=1)
    is_softer = batch.branch == 1
    harder[parent[~is_softer]] = child[~is_softer]
    soft, hard = child[is_softer], harder[parent[is_softer]]
    share[parent[is_softer]] = pt[soft] / (pt[soft] + pt[hard])
    node = batch.is_root.nonzero().flatten()
    while (failed := (harder[node] >= 0) & (share[node] <= Z_CUT)).any():
        node = torch.where(failed, harder[node], node)
    inside = torch.zeros(batch.num_nodes, dtype=torch.bool, device=child.device)
    inside[node] = True
    level = batch.level[parent]
    for height in range(int(batch.level.max()), 0, -1):
        edges = level == height
        inside[child[edges]] |= inside[parent[edges]]
    return inside
