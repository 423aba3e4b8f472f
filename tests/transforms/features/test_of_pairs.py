"""Pairs of particles by hand, and as splittings of the Lund plane."""

import math

import pytest
import torch

from pyg_jets import Constituents, cluster, lund_coordinates
from pyg_jets.transforms.features import PAIR_FEATURES, pair_features


def test_by_hand() -> None:
    # Massless, of pt 3 and 1, at right angles in the transverse plane; then the first with itself.
    first = torch.tensor([[3.0, 0.0, 0.0, 3.0], [3.0, 0.0, 0.0, 3.0]], dtype=torch.float64)
    second = torch.tensor([[0.0, 1.0, 0.0, 1.0], [3.0, 0.0, 0.0, 3.0]], dtype=torch.float64)
    smallest, angle = math.log(1e-8), math.log(math.pi / 2)
    expected = [
        [angle, math.log(1 / 4), angle, math.log(6)],
        [smallest, math.log(1 / 2), smallest, smallest],
    ]
    found = pair_features(first, second)
    torch.testing.assert_close(found, torch.tensor(expected, dtype=torch.float64))
    torch.testing.assert_close(pair_features(second, first), found)


def test_a_pair_that_merges_is_a_point_of_the_lund_plane(toy_jets: Constituents) -> None:
    pair = toy_jets[1:2]
    row = pair_features(*pair.p4.split(1))[0].tolist()
    point, features = lund_coordinates(cluster(pair)), dict(zip(PAIR_FEATURES, row, strict=True))
    assert features["ln_kt"] == pytest.approx(float(point.ln_kt))
    assert features["ln_delta"] == pytest.approx(-float(point.ln_inv_delta))
    assert features["ln_z"] == pytest.approx(math.log(float(point.z)))
    assert features["ln_m2"] == pytest.approx(2 * math.log(float(point.mass)))


def test_gradients_of_a_particle_with_itself_are_finite() -> None:
    p4 = torch.tensor([[3.0, 1.0, 2.0, 4.0]], dtype=torch.float64, requires_grad=True)
    pair_features(p4, p4).sum().backward()
    assert p4.grad is not None
    assert p4.grad.isfinite().all()
