"""Jets that a view should see as the same."""

import math

import pytest
import torch

from pyg_jets import Constituents


@pytest.fixture
def moved_jets(toy_jets: Constituents) -> Constituents:
    """The toy jets turned about the beam and boosted along it."""
    px, py, pz, energy = toy_jets.p4.unbind(1)
    cos, sin, cosh, sinh = math.cos(2.5), math.sin(2.5), math.cosh(-1.2), math.sinh(-1.2)
    turned = (cos * px - sin * py, sin * px + cos * py)
    boosted = (cosh * pz + sinh * energy, cosh * energy + sinh * pz)
    return Constituents(torch.stack((*turned, *boosted), 1), toy_jets.ptr)


@pytest.fixture(params=["y", "z"])
def mirrored_jets(request: pytest.FixtureRequest, toy_jets: Constituents) -> Constituents:
    """The toy jets reflected at a plane."""
    p4 = toy_jets.p4.clone()
    p4[:, "xyz".index(request.param)] *= -1
    return Constituents(p4, toy_jets.ptr)
