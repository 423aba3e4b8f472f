"""Exponentials against numpy's, over the whole range."""

import numpy as np
import pytest

from pyg_jets.nn.kernels.exponential import exponential, make_exponential


@pytest.mark.parametrize(("dtype", "end"), [(np.float32, 87.0), (np.float64, 708.0)])
def test_equals_numpys_to_the_last_digit_but_one(dtype: type[np.floating], end: float) -> None:
    x = np.linspace(-end, end, 100_001).astype(dtype)
    found = x.copy()
    exponential(found, make_exponential(np.dtype(dtype), len(x)))
    expected = np.exp(x.astype(np.longdouble))
    assert np.abs(found / expected - 1).max() < 2 * np.finfo(dtype).eps


@pytest.mark.parametrize(("dtype", "end"), [(np.float32, 87.0), (np.float64, 708.0)])
def test_out_of_range(dtype: type[np.floating], end: float) -> None:
    row = np.array([-1e30, -np.inf, 0.0, np.nan, end + 2, 1e4, np.inf], dtype)
    exponential(row, make_exponential(row.dtype, 7))
    np.testing.assert_allclose(row[4:], np.exp(dtype(end)), rtol=1e-5)
    assert (row[:2] < 1e-37).all()
    assert (row[:2] >= 0).all()
    assert row[2] == 1
    assert np.isnan(row[3])
