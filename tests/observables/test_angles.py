"""Directions and distances against the functions of tensors."""

from __future__ import annotations

import math

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.jets import kinematics
from pyg_jets.observables._angles import directions, distance2, power_of_distance


def test_directions_are_those_of_kinematics(toy_jets: Constituents) -> None:
    y, phi, pt = (torch.from_numpy(column) for column in directions(toy_jets.p4.numpy()))
    torch.testing.assert_close(y, kinematics.rapidity(toy_jets.p4), rtol=1e-14, atol=1e-15)
    torch.testing.assert_close(phi, kinematics.phi(toy_jets.p4) % (2 * math.pi))
    torch.testing.assert_close(pt, kinematics.pt(toy_jets.p4), rtol=1e-15, atol=0)


def test_distances_go_the_short_way_round() -> None:
    assert distance2(0.3, 1.0, -0.1, 1.3) == pytest.approx(0.25)
    assert distance2(0.0, 0.1, 0.0, 2 * math.pi - 0.1) == pytest.approx(0.04)


@pytest.mark.parametrize("beta", [0.5, 1.0, 2.0, 3.0])
def test_power_of_the_distance(beta: float) -> None:
    assert power_of_distance(0.09, beta) == pytest.approx(0.3**beta, rel=1e-14)
    assert power_of_distance(0.0, beta) == 0
