"""Some nodes of a tree or of a batch, with what several features of them share."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal, TypeAlias, get_args

import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.lund import LundCoordinates, lund_coordinates
from pyg_jets.transforms._one_or_many import (
    frame_of,
    jet_of_node,
    leaves_by_pt,
    num_jets,
    sum_per_jet,
)
from pyg_jets.transforms._orientation import oriented

Where: TypeAlias = Literal["constituents", "nodes", "splittings"]
"""Of which nodes features are: the leaves, all nodes, or the merges."""


class Rows:
    """Nodes whose features are asked for; what is shared is computed once.

    Constituents stand jet after jet in falling pt, the others in the order of the nodes.

    Args:
        data: A tree or a batch.
        where: Which nodes.
        columns: Whether what the jets have as a column is taken before what momenta give.

    Raises:
        ValueError: If ``where`` is something else.
    """

    def __init__(self, data: Any, where: Where = "constituents", columns: bool = True) -> None:
        if where not in get_args(Where):
            raise ValueError(f"'where' must be one of {', '.join(get_args(Where))} (got '{where}')")
        self.data, self.where, self.columns = data, where, columns
        if where == "constituents":
            self.node, self.slot = leaves_by_pt(data)
        elif where == "nodes":
            self.node = torch.arange(data.num_nodes, device=data.p4.device)
        else:
            self.node = self.lund.node
        self.jet, self.num_jets = jet_of_node(data)[self.node], num_jets(data)
        self.p4 = data.p4[self.node]
        self.in_jet_frame = "frame" not in data or frame_of(data) == "jet"

    @cached_property
    def root_p4(self) -> Tensor:
        """Momenta of the jets, ``(num_jets, 4)``."""
        root: Tensor = self.data.p4[self.data.is_root]
        return root

    @cached_property
    def jet_p4(self) -> Tensor:
        """Momentum of each row's jet."""
        return self.root_p4[self.jet]

    @cached_property
    def pt(self) -> Tensor:
        """Transverse momenta."""
        return kinematics.pt(self.p4)

    @cached_property
    def framed(self) -> Tensor:
        """Momenta in the frame of the tree's features."""
        return kinematics.to_jet_frame(self.p4, self.jet_p4) if self.in_jet_frame else self.p4

    @cached_property
    def z(self) -> Tensor:
        """Shares of the scalar sum of pt.

        Raises:
            ValueError: If the rows are not the constituents, over which the sum goes.
        """
        if self.where != "constituents":
            raise ValueError(
                "z, y_hat, phi_hat, y_turned and phi_turned are features of constituents "
                f"(got rows that are {self.where})"
            )
        return self.pt / sum_per_jet(self.pt, self.jet, self.num_jets)[self.jet]

    @cached_property
    def counts(self) -> Tensor:
        """Numbers of constituents of the jets, ``(num_jets,)``."""
        jet = jet_of_node(self.data)[self.data.is_leaf]
        return torch.bincount(jet, minlength=self.num_jets)

    @cached_property
    def d_phi(self) -> Tensor:
        """Azimuth from the jet's."""
        return kinematics.delta_phi(kinematics.phi(self.p4), kinematics.phi(self.jet_p4))

    @cached_property
    def from_axis(self) -> Tensor:
        """Rapidity and azimuth from the jet's."""
        d_y = kinematics.rapidity(self.p4) - kinematics.rapidity(self.jet_p4)
        return torch.stack((d_y, self.d_phi), 1)

    @cached_property
    def from_centroid(self) -> Tensor:
        """Rapidity and azimuth from the mean, each particle with its z."""
        centroid = sum_per_jet(self.z[:, None] * self.from_axis, self.jet, self.num_jets)
        return self.from_axis - centroid[self.jet]

    @cached_property
    def turned(self) -> Tensor:
        """The same, in the orientation of all jets."""
        return oriented(self.from_centroid, self.z, self.jet, self.num_jets)

    @cached_property
    def lund(self) -> LundCoordinates:
        """Where the splittings lie on the Lund plane.

        Raises:
            ValueError: If the rows are not the splittings.
        """
        if self.where != "splittings":
            raise ValueError(f"Lund coordinates are features of splittings (got {self.where})")
        return lund_coordinates(self.data)
