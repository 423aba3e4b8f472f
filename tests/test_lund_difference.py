"""Differences against plain arithmetic; noise is noise and a bump is seen."""

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from pyg_jets import LundPlane
from pyg_jets.lund import LundCoordinates
from pyg_jets.lund_difference import LundDifference


def _rows(n: int = 40_000) -> LundCoordinates:
    x, y = 3 * torch.rand(2, n)
    node, flag = torch.arange(n), torch.ones(n, dtype=torch.bool)
    return LundCoordinates(x, y, x, x, x, node, flag, flag, num_nodes=n, num_jets=n)


def _plane(rows: LundCoordinates, values: torch.Tensor) -> LundPlane:
    return LundPlane(bins=(12, 12), range=((0.0, 3.0), (0.0, 3.0))).fill(rows, values)


def test_noise_has_unit_significance_and_a_bump_more() -> None:
    rows = _rows()
    one, other = 2 + torch.randn(2, len(rows))
    noise = (_plane(rows, one) - _plane(rows, other)).significance
    assert noise.count() == 144
    assert 0.85 < noise.std() < 1.15
    bump = (rows.ln_inv_delta < 0.25) & (rows.ln_kt < 0.25)
    found = (_plane(rows, one + bump) - _plane(rows, other)).significance
    assert found.argmax() == 0
    assert found[0, 0] > 6
    assert (found[1:] == noise[1:]).all()


def test_is_plain_arithmetic_where_both_have_errors() -> None:
    rows = _rows(300)
    one, other = _plane(rows, rows.ln_kt), _plane(rows[:150], rows.ln_inv_delta[:150])
    difference = one - other
    there = ~np.ma.getmaskarray(difference.significance)
    assert np.array_equal(there, (one.count > 1) & (other.count > 1))
    expected = (one.mean - other.mean) / np.sqrt(one.error**2 + other.error**2)
    np.testing.assert_allclose(difference.significance[there], expected[there])
    np.testing.assert_allclose((other - one).value[there], -difference.value[there])


def test_no_error_no_significance() -> None:
    value, error = np.ma.array([[1.0, 2.0, 3.0]]), np.ma.array([[0.0, 0.5, 1.0]])
    error[0, 2] = np.ma.masked
    found = LundDifference((np.arange(2.0), np.arange(4.0)), value, error).significance
    assert np.ma.getmaskarray(found).tolist() == [[True, False, True]]
    assert found[0, 1] == 4


def test_other_bins_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must have the same bins \(got \(2, 3\) and \(2, 2\)"):
        LundPlane(bins=(2, 3)) - LundPlane(bins=(2, 2))
    with pytest.raises(ValueError, match="or other limits"):
        LundPlane() - LundPlane(range=((0.0, 6.0), (-3.0, 5.0)))


def test_drawn_with_zero_in_the_middle() -> None:
    rows = _rows(2000)
    axes = Figure().subplots()
    difference = _plane(rows, rows.ln_kt) - _plane(rows, rows.ln_inv_delta)
    mesh = difference.plot(axes)
    low, high = mesh.get_clim()
    assert -low == high == abs(difference.significance).max()
    assert difference.plot(axes, "value", vmax=2.0).get_clim()[1] == 2
    assert "k_t" in axes.get_ylabel()
    empty = LundPlane() - LundPlane()
    assert empty.plot(axes).get_clim() == (-1, 1)
