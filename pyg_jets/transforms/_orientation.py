"""One orientation for all jets: points in a plane turned and reflected the same way."""

from __future__ import annotations

import torch
from torch import Tensor

from pyg_jets.transforms._one_or_many import sum_per_jet


def oriented(place: Tensor, weight: Tensor, jet: Tensor, num_jets: int) -> Tensor:
    r"""Turn every jet's points about the origin, then reflect them.

    After it the principal axis, the direction of largest :math:`\sum_i w_i r_i^2`, points up;
    the right half holds as much weight as the left or more, the upper as much as the lower or more.

    Args:
        place: Positions, to the right and up.
        weight: Weights of the points.
        jet: The jet of every point.
        num_jets: Number of jets.

    Shapes:
        - **place**, **output:** ``(num_points, 2)``; **weight**, **jet:** ``(num_points,)``
    """
    right, up = place.unbind(1)
    squares = torch.stack((right * right - up * up, 2 * right * up), 1)
    difference, twice = sum_per_jet(weight[:, None] * squares, jet, num_jets)[jet].unbind(1)
    # The angle from the right to the axis; 0 where no direction is better than another.
    angle = 0.5 * torch.atan2(twice, difference)
    sin, cos = angle.sin(), angle.cos()
    turned = torch.stack((sin * right - cos * up, cos * right + sin * up), 1)
    excess = sum_per_jet(weight[:, None] * turned.sign(), jet, num_jets)
    return turned * torch.where(excess < 0, -1.0, 1.0)[jet]
