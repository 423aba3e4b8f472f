"""Means and ends by hand: t is 4.3027 for three trainings and 3.1824 for four."""

import math

import pytest

from pyg_jets.study.chapters.claims.t_interval import Interval, t_interval


@pytest.mark.parametrize(
    ("values", "half"),
    [
        ([0.1, 0.2, 0.3], 4.302653 * 0.1 / math.sqrt(3)),
        ([1.0, 1.0, 2.0, 2.0], 3.182446 * math.sqrt(1 / 3) / 2),
    ],
)
def test_interval(values: list[float], half: float) -> None:
    interval = t_interval(values)
    mean = sum(values) / len(values)
    assert interval == pytest.approx((mean, mean - half, mean + half), abs=1e-6)


@pytest.mark.parametrize("values", [[0.5], [0.5, 0.5]])
def test_fewer_than_three_trainings_have_a_mean_alone(values: list[float]) -> None:
    interval = t_interval(values)
    assert interval.mean == 0.5
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)
    assert interval.side == 0
    assert str(interval) == "+0.50"


def test_one_unknown_makes_all_unknown() -> None:
    interval = t_interval([0.1, 0.1, 0.1, math.nan])
    assert all(map(math.isnan, interval))
    assert interval.side == 0
    assert str(interval) == "–"


@pytest.mark.parametrize(
    ("interval", "side"),
    [((2, 1, 3), 1), ((-2, -3, -1), -1), ((1, -1, 3), 0), ((1, 0, 2), 0), ((-1, -2, 0), 0)],
)
def test_side(interval: tuple[float, float, float], side: int) -> None:
    assert Interval(*interval).side == side


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        ((0.5, 0.1, 0.9), "+0.50 [+0.10, +0.90]"),
        ((0.01234, 0.0111, 0.0136), "+0.0123 [+0.0111, +0.0136]"),
        ((0.2, -0.001, 0.401), "+0.20 [-0.00, +0.40]"),
        ((-0.25, -0.25, -0.25), "-0.250 [-0.250, -0.250]"),
    ],
)
def test_text(interval: tuple[float, float, float], text: str) -> None:
    assert str(Interval(*interval)) == text


def test_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match=r"at least one number \(got none\): train once"):
        t_interval([])
