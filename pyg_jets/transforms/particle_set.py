"""The constituents of a jet as a set: some numbers for each of them, nothing between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity
from torch_geometric.transforms import BaseTransform

from pyg_jets.jets import kinematics
from pyg_jets.transforms._one_or_many import (
    add_fields,
    frame_of,
    jet_of_node,
    leaves_by_pt,
    num_jets,
    sum_per_jet,
)
from pyg_jets.transforms._orientation import oriented


class ParticleSet(BaseTransform):
    r"""Named numbers of every constituent, packed as the nodes are: no padding, no cut.

    The taggers that read a jet as a set or a full graph start from it. Columns to choose from:

    - of the momentum in the frame of the tree's features: ``px``, ``py``, ``pz``, ``energy``,
      ``pt``, ``eta``, ``phi`` and ``cos_theta`` of the angle to the beam; in the jet frame the jet
      moves along x, so that these do not depend on where the jet was;
    - shares: ``energy_share`` and ``pt_share`` of the jet's energy and pt; ``z``, the pt as a share
      of the scalar sum :math:`\sum_j p_{T,j}`;
    - from the jet's axis: ``d_eta`` in pseudorapidity, ``d_phi``, ``delta_r`` (rapidity-azimuth),
      ``cos_to_jet`` of the angle to the jet's momentum;
    - from the centroid :math:`\sum_i z_i (y_i, \phi_i)`: ``y_hat``, ``phi_hat``, and, turned and
      reflected so that the principal axis points up as in :class:`pyg_jets.transforms.Image`,
      ``y_turned``, ``phi_turned``.

    Geometry is in float64. What is not finite, such as eta along the beam, is set to 0.

    Args:
        columns: Names of the columns, in their order.

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **particles:** ``(num_nodes, num_columns)`` float32, 0 for merges
        - **particle_slot:** ``(num_nodes,)`` place of every constituent in its jet in falling pt,
          from 0; 0 for merges

    Units: momenta and energies in GeV, angles in radians.

    Raises:
        ValueError: If there is no column, or one that does not exist.

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> p4 = [[1.0, 0.0, 0.0, 1.0], [3.0, 0.0, 0.0, 3.0]]
        >>> tree = ParticleSet(["z", "y_hat"])(cluster(Constituents(p4, [0, 2]))[0])
        >>> tree.particles.tolist(), tree.particle_slot.tolist()
        ([[0.25, 0.0], [0.75, 0.0], [0.0, 0.0]], [1, 0, 0])
    """

    def __init__(self, columns: Sequence[str]) -> None:
        unknown = [name for name in columns if name not in _COLUMNS]
        if unknown or not columns:
            raise ValueError(
                f"'columns' must be some of {', '.join(_COLUMNS)} (got {unknown or 'none'})"
            )
        self.columns = tuple(columns)

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        leaves = _Leaves(data)
        table = torch.stack([_COLUMNS[name](leaves) for name in self.columns], 1).float()
        table = torch.where(table.isfinite(), table, 0.0)
        particles = table.new_zeros(data.num_nodes, len(self.columns))
        particles = particles.index_put((leaves.leaf,), table)
        slot = leaves.leaf.new_zeros(data.num_nodes)
        slot[leaves.leaf] = leaves.slot
        return add_fields(
            data, per_jet={}, per_node={"particles": particles, "particle_slot": slot}
        )

    def __repr__(self) -> str:
        """The columns."""
        return f"{type(self).__name__}({', '.join(self.columns)})"


class _Leaves:
    """Constituents, hardest first in each jet; what several columns share is computed once."""

    def __init__(self, data: Any) -> None:
        self.leaf, self.slot = leaves_by_pt(data)
        self.jet = jet_of_node(data)[self.leaf]
        self.num_jets = num_jets(data)
        self.p4, self.jet_p4 = data.p4[self.leaf], data.p4[data.is_root][self.jet]
        self.pt = kinematics.pt(self.p4)
        self.in_jet_frame = "frame" not in data or frame_of(data) == "jet"

    @cached_property
    def moved(self) -> Tensor:
        """Momenta turned and boosted to the jet frame."""
        return kinematics.to_jet_frame(self.p4, self.jet_p4)

    @cached_property
    def framed(self) -> Tensor:
        """Momenta in the frame of the tree's features."""
        return self.moved if self.in_jet_frame else self.p4

    @cached_property
    def z(self) -> Tensor:
        return self.pt / sum_per_jet(self.pt, self.jet, self.num_jets)[self.jet]

    @cached_property
    def from_axis(self) -> Tensor:
        """Rapidity and azimuth from the jet's."""
        d_phi = kinematics.delta_phi(kinematics.phi(self.p4), kinematics.phi(self.jet_p4))
        d_y = kinematics.rapidity(self.p4) - kinematics.rapidity(self.jet_p4)
        return torch.stack((d_y, d_phi), 1)

    @cached_property
    def from_centroid(self) -> Tensor:
        centroid = sum_per_jet(self.z[:, None] * self.from_axis, self.jet, self.num_jets)
        return self.from_axis - centroid[self.jet]

    @cached_property
    def turned(self) -> Tensor:
        return oriented(self.from_centroid, self.z, self.jet, self.num_jets)

    @cached_property
    def delta_r(self) -> Tensor:
        # At 0 a root has no derivative; a clamped one has 0.
        return (self.from_axis**2).sum(1).clamp(min=1e-20).sqrt()


_COLUMNS: dict[str, Callable[[_Leaves], Tensor]] = {
    "px": lambda leaves: leaves.framed[:, 0],
    "py": lambda leaves: leaves.framed[:, 1],
    "pz": lambda leaves: leaves.framed[:, 2],
    "energy": lambda leaves: leaves.framed[:, 3],
    "pt": lambda leaves: leaves.pt,
    "eta": lambda leaves: kinematics.eta(leaves.framed),
    "phi": lambda leaves: kinematics.phi(leaves.framed),
    "cos_theta": lambda leaves: leaves.framed[:, 2] / leaves.framed[:, :3].norm(dim=1),
    "energy_share": lambda leaves: leaves.p4[:, 3] / leaves.jet_p4[:, 3],
    "pt_share": lambda leaves: leaves.pt / kinematics.pt(leaves.jet_p4),
    "z": lambda leaves: leaves.z,
    "d_eta": lambda leaves: kinematics.eta(leaves.p4) - kinematics.eta(leaves.jet_p4),
    "d_phi": lambda leaves: leaves.from_axis[:, 1],
    "delta_r": lambda leaves: leaves.delta_r,
    "cos_to_jet": lambda leaves: cosine_similarity(leaves.p4[:, :3], leaves.jet_p4[:, :3]),
    "y_hat": lambda leaves: leaves.from_centroid[:, 0],
    "phi_hat": lambda leaves: leaves.from_centroid[:, 1],
    "y_turned": lambda leaves: leaves.turned[:, 0],
    "phi_turned": lambda leaves: leaves.turned[:, 1],
}
