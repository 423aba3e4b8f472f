"""Taggers whose logit is known, and a few jets."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Sequential

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.datasets import sample
from pyg_jets.jets import kinematics
from pyg_jets.taggers import Tagger
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet


class Known(Tagger):
    """The logit is twice the jet's mass less 30 times its width: any momenta, no parameters."""

    def __init__(self, mass: float = 2.0, width: float = -30.0) -> None:
        super().__init__(2, in_channels=0, head=Sequential(Linear(2, 1, bias=False)))
        with torch.no_grad():
            self.head[0].weight.copy_(torch.tensor([[mass, width]]))  # type: ignore[operator]
        self.double()

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:  # noqa: ARG002
        """Mass of the root, width of the leaves."""
        roots, leaf, jet = batch.p4[batch.is_root], batch.is_leaf, jet_of_node(batch)
        jet = jet[leaf]
        p4, axis = batch.p4[leaf], roots[jet]
        d_phi = kinematics.delta_phi(kinematics.phi(p4), kinematics.phi(axis))
        d_y = kinematics.rapidity(p4) - kinematics.rapidity(axis)
        pt, distance = kinematics.pt(p4), (d_y**2 + d_phi**2).clamp(min=1e-24).sqrt()
        sums = [sum_per_jet(values, jet, num_jets(batch)) for values in (pt * distance, pt)]
        return torch.stack((kinematics.mass(roots), sums[0] / sums[1]), 1)


@pytest.fixture(scope="session")
def known() -> Tagger:
    return Known()


@pytest.fixture(scope="session")
def jets() -> JetTreeDataset:
    """Twelve W jets of 40 and more particles."""
    return cluster(sample("w")[:12])
