import numpy as np
import pytest

from pyg_jets.datasets.formats._momenta import momenta_of


def test_any_shape_and_any_coordinates() -> None:
    pt, eta, phi, mass = np.array([[[5.0, 2.0]], [[1.5, -0.3]], [[3.0, -2.0]], [[0.0, 0.14]]])
    p4 = momenta_of({"pt": pt, "eta": eta, "phi": phi, "mass": mass})
    assert p4.shape == (1, 2, 4)
    np.testing.assert_allclose(np.hypot(p4[..., 0], p4[..., 1]), pt)
    np.testing.assert_allclose(np.arctan2(p4[..., 1], p4[..., 0]), phi)
    np.testing.assert_allclose(p4[..., 2], pt * np.sinh(eta))
    np.testing.assert_allclose(p4[..., 3] ** 2 - (p4[..., :3] ** 2).sum(-1), mass**2, atol=1e-12)
    flat = momenta_of({"pt": pt[0], "eta": eta[0], "phi": phi[0]}, np.array([2]))
    np.testing.assert_array_equal(flat[:, :3], p4[0, :, :3])


def test_no_particle_is_turned_by_a_negative_pt() -> None:
    polar = {"pt": np.array([4.0, 3, 2, -0.5, 1]), "rapidity": np.zeros(5), "phi": np.zeros(5)}
    for counts, jet in ((np.array([1, 2, 2]), 2), (np.array([3, 0, 2]), 2), (np.array([4, 1]), 0)):
        with pytest.raises(ValueError, match=rf"jet {jet}: the pt .* \(got -0\.5\)"):
            momenta_of(polar, counts)
    square = {"pt": np.array([[1.0, 1], [0, -2]]), "eta": np.zeros((2, 2)), "phi": np.zeros((2, 2))}
    with pytest.raises(ValueError, match=r"jet 1: .*\(got -2\)"):
        momenta_of(square)
