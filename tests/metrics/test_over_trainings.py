"""Mean, spread and error of several trainings."""

import math

import numpy as np
import pytest

from pyg_jets.metrics.estimate import Estimate
from pyg_jets.metrics.over_trainings import one_more, over_trainings


def test_the_spread_is_the_error_where_it_is_larger() -> None:
    mean = over_trainings(
        [Estimate(value, value - 0.01, value + 0.02) for value in (0.5, 0.6, 0.7)]
    )
    # Student's t of two degrees of freedom at 84.13 % is 1.3213; its square root of 4 / 3.
    reach = 1.3213 * (4 / 3) ** 0.5 * 0.1
    assert (mean.value, mean.low, mean.high) == pytest.approx(
        (0.6, 0.6 - reach, 0.6 + reach), abs=1e-5
    )
    assert mean.spread == pytest.approx(0.1)


def test_the_jets_error_is_the_error_where_it_is_larger() -> None:
    mean = over_trainings([Estimate(0.5, 0.3, 0.9), Estimate(0.51, 0.31, 0.91)])
    assert (mean.low, mean.high) == pytest.approx((0.505 - 0.2, 0.505 + 0.4))
    assert mean.spread == pytest.approx(0.01 / math.sqrt(2))


def test_counts_are_added_up() -> None:
    mean = over_trainings([Estimate(0.5, 0, 1, 40, 100), Estimate(0.7, 0, 1, 60, 110)])
    assert (mean.count, mean.total) == (100, 210)
    assert over_trainings([Estimate(0.5, 0, 1), Estimate(0.7, 0, 1)]).count is None


def test_one_training_stays_as_it_is() -> None:
    alone = Estimate(0.5, 0.4, 0.6, 3, 4)
    assert over_trainings([alone]) is alone
    assert alone.spread is None


def test_a_number_without_end_is_a_lower_bound() -> None:
    mean = over_trainings([Estimate(math.inf, 800.0, math.inf), Estimate(900.0, 700.0, 1200.0)])
    assert str(mean) == "> 700"


def test_what_is_not_defined_stays_so() -> None:
    nothing = Estimate(math.nan, math.nan, math.nan)
    assert math.isnan(over_trainings([nothing, Estimate(0.5, 0.4, 0.6)]).value)


def test_no_training_is_refused() -> None:
    with pytest.raises(ValueError, match=r"at least one training \(got none\)"):
        over_trainings([])


def test_one_more_training_falls_where_it_is_said() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(20_000, 4))
    mean, spread = values[:, :3].mean(1), values[:, :3].std(1, ddof=1)
    inside = abs(values[:, 3] - mean) < one_more(3) * spread
    assert inside.mean() == pytest.approx(0.6827, abs=0.01)
