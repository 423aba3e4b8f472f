import numpy as np
import pytest
import torch

from pyg_jets.datasets.formats._padded import massive, unpadded, whole, with_mass
from pyg_jets.jets import kinematics


def test_momenta_from_coordinates() -> None:
    pt, y, phi, mass = np.array([[5.0, 2.0], [1.5, -0.3], [3.0, -2.0], [0.0, 0.14]])
    p4 = torch.from_numpy(massive(pt, y, phi, mass))
    for values, function in (
        (pt, kinematics.pt),
        (y, kinematics.rapidity),
        (phi, kinematics.phi),
    ):
        np.testing.assert_allclose(function(p4), values, rtol=1e-12)
    np.testing.assert_allclose(kinematics.mass2(p4), mass**2, atol=1e-12)
    p4 = torch.from_numpy(with_mass(pt, y, phi, np.array([-1e-6, 0.14])))
    np.testing.assert_allclose(kinematics.eta(p4), y, rtol=1e-12)
    np.testing.assert_allclose(kinematics.mass2(p4), mass**2, atol=1e-12)


def test_padding_never_becomes_a_particle() -> None:
    p4 = np.zeros((2, 3, 4))
    p4[0, 0] = p4[1, 2] = p4[1, 0] = 2.0, 0, 0, 2.0
    jets = unpadded(p4, p4[..., 3] > 0, pid=np.full((2, 3), 22), label=np.array([1, 0]))
    assert jets.ptr.tolist() == [0, 1, 3]
    assert len(jets.p4) == 3
    with pytest.raises(ValueError, match=r"jet 0: .*an empty jet"):
        unpadded(p4, np.zeros((2, 3), bool))


def test_whole_numbers() -> None:
    assert whole("x", np.array([1.0, -2.0])).tolist() == [1, -2]
    assert whole("x", np.array([True])).dtype == np.int64
    for bad in (0.5, float("nan")):
        with pytest.raises(ValueError, match="'x' must hold whole numbers"):
            whole("x", np.array([bad]))
