"""Points turned and reflected: by hand, jet by jet with numpy, and however they lay before."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets.transforms._orientation import oriented


def _clouds() -> tuple[Tensor, Tensor, Tensor]:
    """Points, weights and jets of 4 jets of 1, 2, 5 and 12 points."""
    generator = torch.Generator().manual_seed(3)
    jet = torch.repeat_interleave(torch.arange(4), torch.tensor([1, 2, 5, 12]))
    place = torch.randn(len(jet), 2, generator=generator, dtype=torch.float64)
    return place, 0.1 + torch.rand(len(jet), generator=generator, dtype=torch.float64), jet


def test_by_hand() -> None:
    place = torch.tensor([[3.0, 0.0], [-1.0, 0.0], [1.0, 0.5]], dtype=torch.float64)
    weight = torch.tensor([1.0, 3.0, 0.0], dtype=torch.float64)
    result = oriented(place, weight, torch.zeros(3, dtype=torch.int64), 1)
    # A quarter turn would put (3, 0) up; the heavier point at -1 is to be up instead.
    expected = torch.tensor([[0.0, -3.0], [0.0, 1.0], [0.5, -1.0]], dtype=torch.float64)
    torch.testing.assert_close(result.abs(), expected.abs())
    torch.testing.assert_close(result[:, 1], expected[:, 1])


def test_jet_by_jet() -> None:
    place, weight, jet = _clouds()
    result = oriented(place, weight, jet, 4)
    for each in range(4):
        points, w = place[jet == each].numpy(), weight[jet == each].numpy()
        _, axes = np.linalg.eigh((w[:, None, None] * points[:, :, None] * points[:, None]).sum(0))
        across, along = points @ axes[:, 0], points @ axes[:, 1]
        for coordinate in (across, along):
            if w[coordinate < -1e-12].sum() > w[coordinate > 1e-12].sum():
                coordinate[:] = -coordinate
        expected = torch.from_numpy(np.column_stack((across, along)))
        torch.testing.assert_close(result[jet == each], expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("reflected", [False, True])
@pytest.mark.parametrize("angle", [0.3, 1.7, 3.0, -2.2])
def test_it_does_not_matter_how_they_lay(angle: float, reflected: bool) -> None:
    place, weight, jet = _clouds()
    expected = oriented(place, weight, jet, 4)
    cos, sin = math.cos(angle), math.sin(angle)
    turned = place @ torch.tensor([[cos, sin], [-sin, cos]], dtype=torch.float64)
    if reflected:
        turned = turned * torch.tensor([1.0, -1.0], dtype=torch.float64)
    result = oriented(turned, weight, jet, 4)
    torch.testing.assert_close(result, expected, rtol=1e-10, atol=1e-10)


def test_a_point_in_the_middle_stays() -> None:
    middle = torch.zeros(1, 2, dtype=torch.float64)
    assert torch.equal(oriented(middle, torch.ones(1).double(), torch.tensor([0]), 1), middle)
