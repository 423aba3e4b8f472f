"""A jet as an unordered cloud of its particles, with edges between near ones or all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.packing import borders
from pyg_jets.nn import complete_graph, nearest_neighbours
from pyg_jets.transforms._one_or_many import add_fields, jet_of_node, leaves_by_pt, num_jets
from pyg_jets.transforms._view import View
from pyg_jets.transforms.features.feature import FeatureLike, read_features
from pyg_jets.transforms.features.jetclass import JETCLASS_INPUTS
from pyg_jets.transforms.features.of_pairs import check_pair_features, pair_features
from pyg_jets.transforms.features.table import feature_table

_PLACE = ("part_deta", "part_dphi")


class ParticleCloud(View):
    r"""The hardest constituents with seven features each, and a graph of them.

    ParticleNet, `arXiv:1902.08570 <https://arxiv.org/abs/1902.08570>`_, reads it. The features are
    those of the networks that were trained on JetClass, `arXiv:2202.03772
    <https://arxiv.org/abs/2202.03772>`_, with their fixed normalisation
    :math:`v \to \mathrm{clip}((v - a)\, b, \pm 5)`:

    .. math::
        \begin{array}{lll}
        \ln p_T & a = 1.7 & b = 0.7 \\
        \ln E & a = 2.0 & b = 0.7 \\
        \ln (p_T / p_{T,J}) & a = -4.7 & b = 0.7 \\
        \ln (E / E_J) & a = -4.7 & b = 0.7 \\
        \sqrt{\Delta\eta^2 + \Delta\phi^2} & a = 0.2 & b = 4 \\
        \Delta\eta = (\eta - \eta_J)\, \mathrm{sign}\, \eta_J & a = 0 & b = 1 \\
        \Delta\phi = \phi - \phi_J & a = 0 & b = 1
        \end{array}

    in GeV and in the laboratory; the last two are not clipped. These are pseudorapidities, and the
    jet is the sum of all its constituents. A particle exactly along the beam has :math:`\Delta\eta
    = 0`, and no azimuth but 0. Neighbours are near in :math:`(\Delta\eta, \Delta\phi)`, in float64.

    Args:
        k: Number of neighbours; None: every particle is linked with every other one.
        length: Number of particles; softer ones are left out.
        features: Other columns, see :class:`pyg_jets.transforms.features.Feature`. What the jets
            have as a column under such a name is taken before what momenta say.
        edge_features: Names of what every edge has, some of
            :data:`pyg_jets.transforms.features.PAIR_FEATURES`.

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **cloud:** ``(num_nodes, 7)`` float32 or as many features, 0 for merges and for what is
          left out
        - **cloud_mask:** ``(num_nodes,)``, the particles of the cloud
        - **cloud_edge_index:** ``(2, num_edges)`` neighbour -> particle: sorted by the particle,
          its nearest neighbour first (without k: in the order of the nodes). A particle has k
          neighbours, or all others if they are fewer
        - **cloud_edge_attr:** ``(num_edges, num_edge_features)`` float32, if they are asked for

    Raises:
        ValueError: If ``k`` or ``length`` is below 1, or a feature is none.

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> p4 = [[2.0, 0.0, 0.0, 2.0], [2.0, 0.2, 0.0, 2.1], [2.0, -0.1, 0.0, 2.1]]
        >>> ParticleCloud(k=1)(cluster(Constituents(p4, [0, 3]))[0]).cloud_edge_index
        tensor([[2, 0, 0],
                [0, 1, 2]])
    """

    field = "cloud"
    node_states = "leaves"

    def __init__(
        self,
        k: int | None = 16,
        length: int = 128,
        features: Sequence[FeatureLike] | None = None,
        edge_features: Sequence[str] = (),
    ) -> None:
        if length < 1 or (k is not None and k < 1):
            raise ValueError(f"'k' and 'length' must be at least 1 (got {k} and {length})")
        self.k, self.length = k, length
        self.features = None if features is None else read_features(features)
        self.edge_features = tuple(edge_features)
        if edge_features:
            check_pair_features(edge_features)

    @property
    def num_features(self) -> int:
        """Number of columns."""
        return len(self.features or JETCLASS_INPUTS["kin"])

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        leaf, rank = leaves_by_pt(data)
        node = leaf[rank < self.length].sort().values
        mask = node.new_zeros(data.num_nodes, dtype=torch.bool)
        mask[node] = True
        table, place = self._columns(data)
        jet = jet_of_node(data)[node]
        ptr = borders(torch.bincount(jet, minlength=num_jets(data)))
        edges = self._edges(node, place[node], ptr)
        cloud = torch.where(mask[:, None], table, 0.0).float()
        per_edge = {}
        if self.edge_features:
            first, second = (data.p4[end] for end in edges)
            per_edge["cloud_edge_attr"] = pair_features(first, second, self.edge_features).float()
        return add_fields(
            data,
            per_node={"cloud": cloud, "cloud_mask": mask},
            edges={"cloud_edge_index": edges},
            per_edge=per_edge,
        )

    def _columns(self, data: Any) -> tuple[Tensor, Tensor]:
        """The features of all constituents, and their places."""
        if self.features is None:
            table = feature_table(data, JETCLASS_INPUTS["kin"], columns=False)
            return table, table[:, -2:]
        both = feature_table(data, (*self.features, *_PLACE))
        return both[:, :-2], both[:, -2:]

    def _edges(self, node: Tensor, place: Tensor, ptr: Tensor) -> Tensor:
        if self.k is None:
            return node[complete_graph(ptr)]
        near = nearest_neighbours(place, ptr, self.k)
        there = near < len(node)
        return torch.stack((node[near[there]], node.repeat_interleave(there.sum(1))))

    def __repr__(self) -> str:
        """Its options."""
        options = f"k={self.k}, length={self.length}"
        if self.features is not None:
            options += f", features={[feature.options for feature in self.features]}"
        if self.edge_features:
            options += f", edge_features={list(self.edge_features)}"
        return f"{type(self).__name__}({options})"
