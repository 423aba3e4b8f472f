"""Quantiles of weighted numbers against the sample with its rows repeated."""

import numpy as np
import pytest

from pyg_jets.metrics import weighted_quantile

SHARES = (0.0, 0.1, 0.25, 0.5, 0.68, 0.95, 1.0)


def test_whole_numbers_repeat_rows() -> None:
    rng = np.random.default_rng(0)
    for size in (5, 40):
        values, weight = rng.normal(size=(size, 3)).round(1), rng.integers(0, 4, size)
        weight[:2] = 1, 3
        expected = np.quantile(np.repeat(values, weight, axis=0), SHARES, axis=0)
        for scale in (1.0, 1e-7, 3e5):
            found = weighted_quantile(values, SHARES, scale * weight)
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("weight", [None, np.full(50, 0.3)])
def test_equal_weights_are_none(weight: np.ndarray | None) -> None:
    values = np.random.default_rng(1).normal(size=50)
    found = weighted_quantile(values, SHARES, weight)
    np.testing.assert_array_equal(found, np.quantile(values, SHARES))


def test_a_continuous_weight_is_that_of_another_sample() -> None:
    """Of a flat sample weighted by 2 x the quantile q lies at its root."""
    x = (np.arange(20_000) + 0.5) / 20_000
    np.testing.assert_allclose(weighted_quantile(x, SHARES, 2 * x), np.sqrt(SHARES), atol=1e-4)


def test_nothing_to_weigh() -> None:
    with pytest.raises(ValueError, match=r"must be rows that weigh something .got none"):
        weighted_quantile([1.0], [0.5], [0.0])
    with pytest.raises(ValueError, match="'weight' must be finite and not negative"):
        weighted_quantile([1.0], [0.5], [-1.0])
