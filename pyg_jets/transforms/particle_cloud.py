"""A jet as an unordered cloud of its particles, with edges between near ones or all."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch_geometric.transforms import BaseTransform

from pyg_jets.jets import kinematics
from pyg_jets.jets.packing import borders
from pyg_jets.nn import complete_graph, nearest_neighbours
from pyg_jets.transforms._one_or_many import add_fields, jet_of_node, leaves_by_pt, num_jets

CLOUD_FEATURES = (
    "log_pt",
    "log_energy",
    "log_pt_fraction",
    "log_energy_fraction",
    "delta_r",
    "delta_eta",
    "delta_phi",
)
"""The columns of ``cloud``, in the order of the published networks."""

_CENTER = (1.7, 2.0, -4.7, -4.7, 0.2)
_FACTOR = (0.7, 0.7, 0.7, 0.7, 4.0)
_LIMIT = 5.0


class ParticleCloud(BaseTransform):
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

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **cloud:** ``(num_nodes, 7)`` float32, 0 for merges and for what is left out
        - **cloud_mask:** ``(num_nodes,)``, the particles of the cloud
        - **cloud_edge_index:** ``(2, num_edges)`` neighbour -> particle: sorted by the particle,
          its nearest neighbour first (without k: in the order of the nodes). A particle has k
          neighbours, or all others if they are fewer

    Raises:
        ValueError: If ``k`` or ``length`` is below 1.

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> p4 = [[2.0, 0.0, 0.0, 2.0], [2.0, 0.2, 0.0, 2.1], [2.0, -0.1, 0.0, 2.1]]
        >>> ParticleCloud(k=1)(cluster(Constituents(p4, [0, 3]))[0]).cloud_edge_index
        tensor([[2, 0, 0],
                [0, 1, 2]])
    """

    field = "cloud"
    node_states = "leaves"

    def __init__(self, k: int | None = 16, length: int = 128) -> None:
        if length < 1 or (k is not None and k < 1):
            raise ValueError(f"'k' and 'length' must be at least 1 (got {k} and {length})")
        self.k, self.length = k, length

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        leaf, rank = leaves_by_pt(data)
        node = leaf[rank < self.length].sort().values
        jet = jet_of_node(data)[node]
        features = cloud_features(data.p4[node], data.p4[data.is_root][jet])
        cloud = features.new_zeros(data.num_nodes, 7).index_put((node,), features).float()
        mask = jet.new_zeros(data.num_nodes, dtype=torch.bool)
        mask[node] = True
        ptr = borders(torch.bincount(jet, minlength=num_jets(data)))
        edges = self._edges(node, features[:, 5:], ptr)
        fields = {"cloud": cloud, "cloud_mask": mask}
        return add_fields(data, per_node=fields, edges={"cloud_edge_index": edges})

    def _edges(self, node: Tensor, place: Tensor, ptr: Tensor) -> Tensor:
        if self.k is None:
            return node[complete_graph(ptr)]
        near = nearest_neighbours(place, ptr, self.k)
        there = near < len(node)
        return torch.stack((node[near[there]], node.repeat_interleave(there.sum(1))))

    def __repr__(self) -> str:
        """Its options."""
        return f"{type(self).__name__}(k={self.k}, length={self.length})"


def cloud_features(p4: Tensor, jet_p4: Tensor) -> Tensor:
    """The normalised features of particles, see :class:`ParticleCloud`.

    Shapes:
        - **p4**, **jet_p4:** ``(num_particles, 4)``; **output:** ``(num_particles, 7)``
    """
    jet_eta = kinematics.eta(jet_p4)
    d_eta = (kinematics.eta(p4) - jet_eta) * torch.where(jet_eta < 0, -1.0, 1.0)
    d_phi = kinematics.delta_phi(kinematics.phi(p4), kinematics.phi(jet_p4))
    d_eta = torch.where(d_eta.isfinite(), d_eta, 0.0)
    # What has no momentum is at the lower limit.
    smallest = torch.finfo(p4.dtype).tiny
    pt, energy = kinematics.pt(p4).clamp(min=smallest), p4[:, 3].clamp(min=smallest)
    logs = (pt, energy, pt / kinematics.pt(jet_p4), energy / jet_p4[:, 3])
    # Not hypot: its gradient is no number where a particle is all of its jet.
    d_r = (d_eta**2 + d_phi**2).clamp(min=1e-24).sqrt()
    columns = torch.stack((*(column.log() for column in logs), d_r), 1)
    scaled = (columns - columns.new_tensor(_CENTER)) * columns.new_tensor(_FACTOR)
    return torch.cat((scaled.clamp(-_LIMIT, _LIMIT), d_eta[:, None], d_phi[:, None]), 1)
