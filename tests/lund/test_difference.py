"""Differences against plain arithmetic; noise is noise and a bump is seen."""

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from pyg_jets import LundPlane
from pyg_jets.lund import LundCoordinates
from pyg_jets.lund.difference import LundDifference


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


def test_the_largest_of_many_is_worth_less() -> None:
    value = np.ma.array([[1.0, -3.0, 2.0, 9.0]])
    value[0, 3] = np.ma.masked
    edges = np.arange(2.0), np.arange(5.0)
    found = LundDifference(edges, value, np.ma.ones((1, 4))).look_elsewhere()
    assert (found.largest, found.place, found.bins) == (3, (0.5, 1.5), 3)
    # Two-sided, 3 sigma: 0.0027 in one bin.
    assert found.expected == pytest.approx(3 * 0.0026998, rel=1e-4)
    assert found.p_value == pytest.approx(1 - (1 - 0.0026998) ** 3, rel=1e-4)
    assert str(found) == (
        "largest significance 3.0 at (0.50, 1.50); among 3 bins of noise 0.0081 are as far off, "
        "global p = 0.0081"
    )


def test_a_huge_significance_is_not_rounded_away() -> None:
    difference = LundDifference((np.arange(2.0), np.arange(2.0)), _one(12.0), _one(1.0))
    assert 0 < difference.look_elsewhere().p_value < 1e-30


def test_global_p_values_of_noise_are_uniform() -> None:
    noise = np.random.default_rng(0).normal(size=(400, 10, 10))
    edges = np.arange(11.0), np.arange(11.0)
    error = np.ma.ones((10, 10))
    found = [LundDifference(edges, np.ma.array(v), error).look_elsewhere().p_value for v in noise]
    for share in (0.1, 0.5):
        assert np.mean(np.array(found) < share) == pytest.approx(share, abs=0.08)


def test_nothing_to_look_at() -> None:
    with pytest.raises(ValueError, match=r"at least one bin must have a difference .* \(got none"):
        (LundPlane() - LundPlane()).look_elsewhere()


def _one(number: float) -> np.ma.MaskedArray:
    return np.ma.array([[number]])


def test_drawn_with_zero_in_the_middle() -> None:
    rows = _rows(2000)
    axes = Figure().subplots()
    difference = _plane(rows, rows.ln_kt) - _plane(rows, rows.ln_inv_delta)
    mesh = difference.plot(axes)
    low, high = mesh.get_clim()
    assert -low == high == abs(difference.significance).max()
    assert difference.plot(axes, "value", vmax=2.0).get_clim()[1] == 2
    assert "Delta" in axes.get_xlabel()
    assert "k_t" in axes.get_ylabel()
    empty = LundPlane() - LundPlane()
    assert empty.plot(axes).get_clim() == (-1, 1)


def test_bins_of_few_entries_are_not_drawn() -> None:
    """Their numbers stay; the colours come from the bins that are shown."""
    count = np.array([[20, 3], [10, 9]])
    value = np.ma.MaskedArray([[1.0, -50.0], [-2.0, 40.0]], False)
    edges = np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 2.0])
    difference = LundDifference(edges, value, np.ma.ones((2, 2)), count)
    ax = Figure().subplots()
    mesh = difference.plot(ax)
    assert mesh.get_clim() == (-2, 2)
    drawn: np.ma.MaskedArray = np.ma.asarray(mesh.get_array())
    assert sorted(drawn.compressed()) == [-2.0, 1.0]
    assert len(ax.collections[1].get_paths()) == 2
    assert difference.plot(Figure().subplots(), least=1).get_clim() == (-50, 50)
    assert difference.significance.count() == 4
    unknown = LundDifference(edges, value, np.ma.ones((2, 2)))
    assert unknown.plot(Figure().subplots()).get_clim() == (-50, 50)


def test_of_two_planes_the_smaller_count_is_known() -> None:
    rows = _rows(300)
    one, other = _plane(rows, rows.ln_kt), _plane(rows[:150], rows.ln_kt[:150])
    count = (one - other).count
    assert count is not None
    assert np.array_equal(count, other.count)
