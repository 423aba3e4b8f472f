"""A jet as a picture of its transverse momentum."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.transforms._one_or_many import add_fields, jet_of_node, num_jets, sum_per_jet
from pyg_jets.transforms._orientation import oriented
from pyg_jets.transforms._view import View


class Image(View):
    r"""Transverse momentum in pixels of the rapidity-azimuth plane.

    The CNN of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_, appendix C, reads it. It is
    prepared in the manner of `arXiv:1803.00107 <https://arxiv.org/abs/1803.00107>`_: with
    :math:`z_i = p_{T,i} / \sum_j p_{T,j}` over the constituents of a jet, their positions
    :math:`(y, \phi)` are

    1. shifted so that the centroid :math:`\sum_i z_i (y_i, \phi_i)` is in the middle,
    2. turned so that the principal axis, the direction of largest
       :math:`\sum_i z_i r_i^2`, is vertical,
    3. reflected so that the right half holds as much of z as the left or more, and the upper as
       much as the lower or more,

    and every pixel holds the sum of its constituents' z. What lies outside is left out, so an
    image sums to 1 at most. Rapidity instead of the paper's pseudorapidity: a boost along the beam
    changes nothing. Geometry is in float64.

    Args:
        pixels: Number of pixels along a side.
        width: Length of a side, in units of rapidity and radians.

    Shapes:
        fields that are added to a :class:`pyg_jets.JetTree` or to a batch of them

        - **image:** ``(num_jets, 1, pixels, pixels)`` float32; rows go up, columns to the right
        - **pixel:** ``(num_nodes,)``, row times ``pixels`` plus column of every constituent in the
          image of its jet; ``pixels**2`` for merges and for what lies outside
        - **intensity:** ``(num_nodes,)`` float32, z of the constituents, 0 for merges

    Raises:
        ValueError: If ``pixels`` is below 1 or ``width`` is not positive.

    Example:
        >>> from pyg_jets import Constituents, cluster
        >>> tree = cluster(Constituents([[3.0, 4.0, 0.0, 5.0]], [0, 1]))[0]
        >>> Image(pixels=3)(tree).image.tolist()
        [[[[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]]]
    """

    field = "image"

    def __init__(self, pixels: int = 37, width: float = 1.6) -> None:
        if pixels < 1:
            raise ValueError(f"'pixels' must be at least 1 (got {pixels})")
        if not width > 0:
            raise ValueError(f"'width' must be positive (got {width})")
        self.pixels, self.width = pixels, width

    def forward(self, data: Any) -> Any:
        """Add the fields."""
        leaf = data.is_leaf.nonzero().flatten()
        jet = jet_of_node(data)[leaf]
        pt = kinematics.pt(data.p4[leaf])
        z = pt / sum_per_jet(pt, jet, num_jets(data))[jet]
        z = torch.where(z.isfinite(), z, 0.0)  # of particles without pt there is no picture
        place = _positions(data.p4[leaf], data.p4[data.is_root][jet])
        place = place - sum_per_jet(z[:, None] * place, jet, num_jets(data))[jet]
        pixel = leaf.new_full((data.num_nodes,), self.pixels**2)
        pixel[leaf] = self._pixels_at(oriented(place, z, jet, num_jets(data)))
        intensity = z.new_zeros(data.num_nodes).index_put((leaf,), z).float()
        data = add_fields(data, per_node={"pixel": pixel, "intensity": intensity})
        image = pixelated(intensity, data, self.pixels)
        return add_fields(data, per_jet={"image": image})

    def _pixels_at(self, place: Tensor) -> Tensor:
        bins = ((place / self.width + 0.5) * self.pixels).floor()
        inside = ((bins >= 0) & (bins < self.pixels)).all(1)
        column, row = torch.where(inside[:, None], bins, 0.0).long().unbind(1)
        return torch.where(inside, row * self.pixels + column, self.pixels**2)

    def __repr__(self) -> str:
        """Its options."""
        return f"{type(self).__name__}(pixels={self.pixels}, width={self.width})"


def pixelated(values: Tensor, data: Any, pixels: int) -> Tensor:
    """Any values of the nodes, summed in the pixels that :class:`Image` has found for them.

    Args:
        values: Of the nodes.
        data: A tree or a batch with the field ``pixel``.
        pixels: Number of pixels along a side.

    Shapes:
        - **values:** ``(num_nodes,)``; **output:** ``(num_jets, 1, pixels, pixels)``
    """
    size = pixels**2 + 1
    place = jet_of_node(data) * size + data.pixel
    flat = values.new_zeros(num_jets(data) * size).index_add(0, place, values)
    return flat.view(-1, size)[:, :-1].reshape(-1, 1, pixels, pixels)


def _positions(p4: Tensor, jet_p4: Tensor) -> Tensor:
    """Rapidities and azimuths from the jet's, ``(num_leaves, 2)``."""
    d_phi = kinematics.delta_phi(kinematics.phi(p4), kinematics.phi(jet_p4))
    return torch.stack((kinematics.rapidity(p4) - kinematics.rapidity(jet_p4), d_phi), 1)
