"""A jet as the tree of its splittings, each at its place in the Lund plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.transforms._one_or_many import add_fields
from pyg_jets.transforms._view import View
from pyg_jets.transforms.features.feature import FeatureLike, read_features
from pyg_jets.transforms.features.of_splittings import OF_SPLITTINGS
from pyg_jets.transforms.features.table import feature_table

LUND_FEATURES = tuple(OF_SPLITTINGS)
"""The columns of ``lund`` if others are not asked for."""


class LundTree(View):
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

    Args:
        features: Other columns, see :class:`pyg_jets.transforms.features.Feature`: names of the six
            (``ln_z``, ``ln_delta``, ``psi``, ``ln_mass``, ``ln_kt``, ``psi_folded``), and features
            of the merged momentum such as ``part_pt``.

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **lund:** ``(num_nodes, 6)`` float32 or as many features, 0 where there is no splitting
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

    def __init__(self, features: Sequence[FeatureLike] = LUND_FEATURES) -> None:
        self.features = read_features(features)

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        ordered = in_order(data)
        lund = feature_table(ordered, self.features, "splittings")
        is_inner = ~data.is_leaf
        child, parent = ordered.edge_index[:, is_inner[ordered.edge_index[0]]]
        edges = torch.stack((torch.cat((child, parent)), torch.cat((parent, child))))
        edges = edges[:, torch.argsort(edges[1], stable=True)]
        fields = {"lund": lund.float(), "lund_mask": is_inner | data.is_root}
        return add_fields(data, per_node=fields, edges={"lund_edge_index": edges})

    def __repr__(self) -> str:
        """Its features, if they are others."""
        others = self.features != read_features(LUND_FEATURES)
        names = f"features={[feature.options for feature in self.features]}" if others else ""
        return f"{type(self).__name__}({names})"
