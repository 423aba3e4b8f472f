"""The hardest constituents of a jet, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.transforms._one_or_many import (
    first_node,
    jet_of_node,
    leaves_by_pt,
    num_jets,
)
from pyg_jets.transforms._orientation import oriented
from pyg_jets.transforms._slots import add_slots
from pyg_jets.transforms._view import View
from pyg_jets.transforms.features.feature import FeatureLike, read_features
from pyg_jets.transforms.features.table import feature_table


class Sequence(View):
    r"""The first constituents in falling pt.

    The FCN and LSTM of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_, appendix C, read
    their four-momenta; the paper says no more. Here they are

    1. turned about the beam and boosted along it to the jet frame, :math:`\phi_J = y_J = 0`
       (:func:`pyg_jets.jets.kinematics.to_jet_frame`): the jet moves along x,
    2. divided by the jet's transverse momentum,
    3. turned about the x axis so that the principal axis, the direction of largest
       :math:`\sum_i (p_{y,i}^2 + p_{z,i}^2) / E_i` over all constituents, is the z axis,
    4. reflected so that positive y holds as much energy as negative y or more; likewise z.

    The last two are this library's: they take away what no tagger should learn. The result does
    not change when the event is turned about the beam, boosted along it or reflected, whatever the
    frame of the tree's features. Where training jets are turned at random instead
    (:class:`pyg_jets.taggers.recipe.Recipe`), which teaches more, ``oriented=False`` leaves them
    out. Constituents of equal pt keep their order. Geometry is in float64. What is not finite, in a
    jet without pt, is set to 0.

    Args:
        length: Number of slots; further constituents are left out.
        oriented: Whether steps 3 and 4 are done.
        features: Other columns instead of the momenta, see
            :class:`pyg_jets.transforms.features.Feature`; the steps are not done then.

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **sequence:** ``(num_jets, length, 4)`` float32 or as many features, 0 in slots without a
          particle
        - **sequence_mask:** ``(num_jets, length)``, true in slots with a particle
        - **sequence_leaf:** ``(num_jets, length)``, which constituent of its jet is in the slot
          (node number less the number of the jet's first node), 0 in slots without a particle

    Units: dimensionless.

    Raises:
        ValueError: If ``length`` is below 1.

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> p4 = [[1.0, 0.0, 0.0, 1.0], [3.0, 0.0, 0.0, 3.0]]
        >>> tree = Sequence(length=3)(cluster(Constituents(p4, [0, 2]))[0])
        >>> tree.sequence[0, :, 0], tree.sequence_mask
        (tensor([0.7500, 0.2500, 0.0000]), tensor([[ True,  True, False]]))
    """

    field = "sequence"

    def __init__(
        self,
        length: int = 30,
        oriented: bool = True,
        features: Iterable[FeatureLike] | None = None,
    ) -> None:
        if length < 1:
            raise ValueError(f"'length' must be at least 1 (got {length})")
        self.length, self.oriented = length, oriented
        self.features = None if features is None else read_features(features)

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        leaf, _ = leaves_by_pt(data)
        if self.features is not None:
            return add_slots(
                data, "sequence", feature_table(data, self.features)[leaf], self.length
            )
        jet = jet_of_node(data)[leaf]
        jet_p4 = data.p4[data.is_root][jet]
        p4 = kinematics.to_jet_frame(data.p4[leaf], jet_p4) / kinematics.pt(jet_p4)[:, None]
        if self.oriented:
            p4 = _oriented(p4, jet, num_jets(data))
        return add_slots(data, "sequence", torch.where(p4.isfinite(), p4, 0.0), self.length)

    def __repr__(self) -> str:
        """The number of slots, and what is left out."""
        options = "" if self.oriented else ", oriented=False"
        if self.features is not None:
            options += f", features={[feature.options for feature in self.features]}"
        return f"{type(self).__name__}(length={self.length}{options})"


def _oriented(p4: Tensor, jet: Tensor, num_jets: int) -> Tensor:
    """Steps 3 and 4."""
    energy = p4[:, 3].clamp(min=torch.finfo(p4.dtype).tiny)
    sideways = oriented(p4[:, 1:3] / energy[:, None], energy, jet, num_jets) * energy[:, None]
    return torch.cat((p4[:, :1], sideways, p4[:, 3:]), 1)


def slot_nodes(data: Any) -> Tensor:
    """The node in every slot of a tree or a batch, ``(num_jets, length)``.

    In slots without a particle it is the jet's first: ``sequence_mask`` tells them apart.
    """
    nodes: Tensor = first_node(data)[:, None] + data.sequence_leaf
    return nodes
