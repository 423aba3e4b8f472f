"""A jet as the tree of its splittings, each at its place in the Lund plane."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch_geometric.transforms import BaseTransform

from pyg_jets.jets import kinematics
from pyg_jets.jets.edge_order import in_order
from pyg_jets.lund import LundCoordinates, lund_coordinates
from pyg_jets.transforms._one_or_many import add_fields

LUND_FEATURES = ("ln_z", "ln_delta", "psi", "ln_mass", "ln_kt", "psi_folded")
"""The columns of ``lund``."""

_SMALLEST = {"delta": 1e-6, "z": 1e-12, "mass": 1e-6, "kt": 1e-12}


class LundTree(BaseTransform):
    r"""The splittings of a clustering history, linked where one follows from the other.

    LundNet, `arXiv:2012.08526 <https://arxiv.org/abs/2012.08526>`_, reads it, from
    Cambridge/Aachen trees. Coordinates are those of :func:`pyg_jets.lund_coordinates`,

    .. math::
        \ln z, \quad \ln \Delta, \quad \psi, \quad \ln (|m| / \mathrm{GeV}), \quad
        \ln (k_t / \mathrm{GeV}),

    and once more the angle, as the original code has it: ``psi_folded`` is
    :math:`\arctan(\Delta y / \Delta\phi)`, which does not tell opposite directions apart, with
    azimuths in :math:`[0, 2\pi)` whose difference is not brought back into
    :math:`(-\pi, \pi]`: that of jets that lie across azimuth 0 is another. The published networks
    were trained with it. :math:`\Delta` is at least :math:`10^{-6}`; z, m and :math:`k_t` are kept
    from 0 by yet smaller numbers. A jet of one particle has one node with zeros, which is that
    particle's.

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **lund:** ``(num_nodes, 6)`` float32, 0 where there is no splitting
        - **lund_mask:** ``(num_nodes,)``, the nodes of the Lund tree
        - **lund_edge_index:** ``(2, num_edges)``, both ways, sorted by the second node

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> p4 = [[2.0, 0.0, 0.0, 2.0], [2.0, 0.3, 0.0, 2.1], [2.0, -0.1, 0.0, 2.1]]
        >>> LundTree()(cluster(Constituents(p4, [0, 3]))[0]).lund_edge_index
        tensor([[4, 3],
                [3, 4]])
    """

    field = "lund"
    node_states = "splittings"

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        ordered = in_order(data)
        coordinates = lund_coordinates(ordered)
        node = coordinates.node
        columns = _columns(coordinates, _folded_psi(ordered))
        lund = columns.new_zeros(data.num_nodes, len(LUND_FEATURES)).index_put((node,), columns)
        is_inner = ~data.is_leaf
        child, parent = ordered.edge_index[:, is_inner[ordered.edge_index[0]]]
        edges = torch.stack((torch.cat((child, parent)), torch.cat((parent, child))))
        edges = edges[:, torch.argsort(edges[1], stable=True)]
        fields = {"lund": lund.float(), "lund_mask": is_inner | data.is_root}
        return add_fields(data, per_node=fields, edges={"lund_edge_index": edges})


def _columns(coordinates: LundCoordinates, psi_folded: Tensor) -> Tensor:
    smallest = _SMALLEST
    delta = (-coordinates.ln_inv_delta).clamp(min=math.log(smallest["delta"]))
    return torch.stack(
        (
            coordinates.z.clamp(min=smallest["z"]).log(),
            delta,
            coordinates.psi,
            coordinates.mass.abs().clamp(min=smallest["mass"]).log(),
            coordinates.ln_kt.clamp(min=math.log(smallest["kt"])),
            psi_folded,
        ),
        dim=1,
    )


def _folded_psi(data: Any) -> Tensor:
    """Of every splitting, from its children's rapidities and unwrapped azimuths."""
    p4 = data.p4[data.edge_index[0]]
    phi = kinematics.phi(p4)
    d_phi = torch.where(phi < 0, phi + 2 * math.pi, phi).view(-1, 2).diff(dim=1)
    d_y = kinematics.rapidity(p4).view(-1, 2).diff(dim=1)
    # Two children in one direction have no angle: 0, as atan2 says.
    slope = torch.where((d_y == 0) & (d_phi == 0), 0.0, d_y / d_phi)
    return slope.atan().squeeze(1)
