"""Coordinates of compiled loops against FastJet's, to the last bit."""

import fastjet._swig as swig
import numpy as np
import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.jets import kinematics
from pyg_jets.jets.algorithms.coordinates import coordinates

ALONG_THE_BEAM = [[0.0, 0.0, 5.0, 5.0], [0.0, 0.0, -5.0, 5.0], [0.0, 0.0, 5.0, 4.999]]
BORDERS = [
    [-1.0, -0.0, 0.0, 1.0],
    [-1.0, -1e-300, 0.0, 1.0],
    [1.0, 0.0, 0.0, 1.0],
]


def test_rapidity_and_azimuth_are_fastjets(toy_jets: Constituents) -> None:
    for p4 in np.concatenate((BORDERS, toy_jets.p4[:200].numpy())):
        particle = swig.PseudoJet(*p4.tolist())
        assert coordinates(p4, 0) == (particle.rap(), particle.phi(), 1.0)


def test_along_the_beam_as_in_kinematics() -> None:
    for p4 in np.array(ALONG_THE_BEAM):
        rapidity, phi, _ = coordinates(p4, 0)
        assert rapidity == float(kinematics.rapidity(torch.from_numpy(p4)))
        assert abs(rapidity) == 1e5 + 5
        assert phi == 0.0


@pytest.mark.parametrize(("power", "scale"), [(1, 25.0), (0, 1.0), (-1, 0.04)])
def test_scales(power: int, scale: float) -> None:
    assert coordinates(np.array([3.0, -4.0, 1.0, 6.0]), power)[2] == scale
    assert coordinates(np.array([0.0, 0.0, 1.0, 6.0]), -1)[2] == 1e300
