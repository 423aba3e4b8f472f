"""Exponentials against numpy's, over the whole range."""

import numpy as np
import pytest

from pyg_jets.nn._exponential import exponential, make_exponential


@pytest.mark.parametrize(("dtype", "end"), [(np.float32, 87.0), (np.float64, 708.0)])
def test_equals_numpys_to_the_last_digit_but_one(dtype: type[np.floating], end: float) -> None:
    x = np.linspace(-end, end, 100_001).astype(dtype)
    found = x.copy()
    exponential(found, make_exponential(np.dtype(dtype), len(x)))
    expected = np.exp(x.astype(np.longdouble))
    assert np.abs(found / expected - 1).max() < 2 * np.finfo(dtype).eps


def test_far_below_and_not_a_number() -> None:
    row = np.array([-1e30, -np.inf, 0.0, np.nan], np.float32)
    exponential(row, make_exponential(row.dtype, 4))
    assert (row[:2] < 1e-37).all()
    assert (row[:2] >= 0).all()
    assert row[2] == 1
    assert np.isnan(row[3])
