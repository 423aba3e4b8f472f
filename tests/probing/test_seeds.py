"""Mean and spread of several trainings."""

import math

import pytest

from pyg_jets.metrics import Estimate
from pyg_jets.probing import spread_over_seeds


def test_mean_and_standard_deviation() -> None:
    estimates = [Estimate(value, 0.0, 1.0, 90, 100) for value in (0.5, 0.6, 0.7)]
    spread = spread_over_seeds(estimates)
    assert (spread.value, spread.low, spread.high) == pytest.approx((0.6, 0.5, 0.7))
    assert (spread.count, spread.total) == (270, 300)


def test_counts_are_optional() -> None:
    assert spread_over_seeds([Estimate(0.5, 0, 1), Estimate(0.7, 0, 1)]).count is None


def test_one_training_has_no_spread() -> None:
    with pytest.raises(ValueError, match=r"at least two seeds \(got 1\)"):
        spread_over_seeds([Estimate(0.5, 0, 1)])


def test_a_number_without_end_has_a_lower_bound() -> None:
    found = spread_over_seeds([Estimate(math.inf, 800.0, math.inf), Estimate(900.0, 700.0, 1200.0)])
    assert str(found) == "> 700"
