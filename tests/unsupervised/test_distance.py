"""The distance against the inverse covariance."""

import pytest
import torch

from pyg_jets.unsupervised.distance import Distance


def test_equals_the_inverse_covariance() -> None:
    h = torch.randn(200, 5, dtype=torch.float64) @ torch.randn(5, 5, dtype=torch.float64)
    distance = Distance(5)
    distance.fit(h)
    mean, covariance = h.mean(0), torch.cov(h.t(), correction=0)
    expected = torch.einsum("ni,ij,nj->n", h - mean, covariance.inverse(), h - mean) / 5
    torch.testing.assert_close(distance(h)[:, 0], expected)
    assert float(distance(h).mean()) == pytest.approx(1.0)


def test_directions_without_spread_are_left_out() -> None:
    h = torch.zeros(50, 4)
    h[:, 1] = torch.randn(50)
    distance = Distance(4)
    distance.fit(h)
    assert distance.directions == 1
    assert float(distance(h).mean()) == pytest.approx(1.0)


def test_one_jet_is_too_few() -> None:
    with pytest.raises(ValueError, match=r"at least two jets \(got 1\)"):
        Distance(3).fit(torch.zeros(1, 3))
