"""The constituents of a jet as a set: some numbers for each of them, nothing between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from pyg_jets.transforms._one_or_many import add_fields
from pyg_jets.transforms._view import View
from pyg_jets.transforms.features.of_momenta import OF_MOMENTA
from pyg_jets.transforms.features.rows import Rows


class ParticleSet(View):
    r"""Named numbers of every constituent, packed as the nodes are: no padding, no cut.

    The taggers that read a jet as a set or a full graph start from it. Columns to choose from:

    - of the momentum in the frame of the tree's features: ``px``, ``py``, ``pz``, ``p``,
      ``energy``, ``energy_fraction`` (of the jet's), ``pt``, ``eta``, ``phi``, ``theta`` and
      ``cos_theta`` of the angle to the beam; in the jet frame the jet moves along x, so that these
      do not depend on where the jet was;
    - shares in the laboratory: ``energy_share`` and ``pt_share`` of the jet's energy and pt; ``z``,
      the pt as a share of the scalar sum :math:`\sum_j p_{T,j}`;
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

    field = "particles"

    def __init__(self, columns: Sequence[str]) -> None:
        unknown = [name for name in columns if name not in OF_MOMENTA]
        if unknown or not columns:
            raise ValueError(
                f"'columns' must be some of {', '.join(OF_MOMENTA)} (got {unknown or 'none'})"
            )
        self.columns = tuple(columns)

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        leaves = Rows(data)
        table = torch.stack([OF_MOMENTA[name](leaves) for name in self.columns], 1).float()
        table = torch.where(table.isfinite(), table, 0.0)
        particles = table.new_zeros(data.num_nodes, len(self.columns))
        particles = particles.index_put((leaves.node,), table)
        slot = leaves.node.new_zeros(data.num_nodes)
        slot[leaves.node] = leaves.slot
        return add_fields(
            data, per_jet={}, per_node={"particles": particles, "particle_slot": slot}
        )

    def __repr__(self) -> str:
        """The columns."""
        return f"{type(self).__name__}({', '.join(self.columns)})"
