"""Numbers with intervals: their digits, shares, and means over jets."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from pyg_jets.metrics.estimate import (
    CONFIDENCE,
    Estimate,
    binomial_interval,
    effective_number,
    share,
    weight_array,
    weighted_share,
)


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(0.953, 0.946, 0.960), "0.953 [0.946, 0.960]"),
        (Estimate(0.95312, 0.95241, 0.95383), "0.9531 [0.9524, 0.9538]"),
        (Estimate(530.4, 470.2, 612.9, 3, 1600), "530 [470, 613] (3 of 1600)"),
        (Estimate(1.0, 1.0, 1.0), "1.000 [1.000, 1.000]"),
        (Estimate(math.inf, 1.66, math.inf, 0, 2), "> 1.66 (0 of 2)"),
    ],
)
def test_estimates_print_the_digits_that_count(estimate: Estimate, text: str) -> None:
    assert str(estimate) == text


def test_estimates_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="cannot assign to field 'value'"):
        Estimate(1.0, 0.9, 1.1).value = 2.0  # type: ignore[misc]


@pytest.mark.parametrize(("count", "total"), [(-1, 4), (5, 4), (0, 0)])
def test_shares_outside_zero_and_one_are_refused(count: int, total: int) -> None:
    with pytest.raises(ValueError, match=rf"'count' must .* \(got {count} of {total}\)"):
        share(count, total)


@pytest.mark.parametrize(("count", "total"), [(0, 5), (2, 20), (5, 5)])
def test_exact_intervals(count: int, total: int) -> None:
    """Clopper and Pearson: as much in each tail of the binomial distribution as at its ends."""

    def at_most(k: int, p: float) -> float:
        return sum(math.comb(total, i) * p**i * (1 - p) ** (total - i) for i in range(k + 1))

    low, high = binomial_interval(count, total)
    tail = (1 - CONFIDENCE) / 2
    assert (low == 0) if count == 0 else (1 - at_most(count - 1, low) == pytest.approx(tail))
    assert (high == 1) if count == total else (at_most(count, high) == pytest.approx(tail))


def test_an_interval_of_replicas_holds_the_value() -> None:
    found = Estimate.from_replicas(0.95, np.ones(100))
    assert (found.low, found.high) == (0.95, 1.0)


def test_a_share_by_hand() -> None:
    """Of one jet in one: the lower end p has a chance of p that one of one is seen."""
    one, part = share(1, 1), share(3, 4)
    assert (one.value, one.high, one.count, one.total) == (1, 1, 1, 1)
    assert one.low == pytest.approx((1 - CONFIDENCE) / 2)
    assert (part.value, part.count, part.total) == (0.75, 3, 4)
    assert 0 < part.low < 0.75 < part.high < 1


def test_intervals_hold_the_central_68_percent() -> None:
    """Of the replicas 0, 1, ..., 1000 those between 158.65 and 841.35."""
    found = Estimate.from_replicas(
        500.0, np.random.default_rng(0).permutation(1001).astype(np.float64)
    )
    assert pytest.approx(math.erf(1 / math.sqrt(2)), abs=1e-4) == CONFIDENCE
    assert (found.low, found.high) == pytest.approx((158.65, 841.35), abs=0.1)


def test_the_exact_interval() -> None:
    for count, total in ((0, 5), (3, 7), (7, 7), (999, 1600)):
        exact = binomtest(count, total).proportion_ci(CONFIDENCE, method="exact")
        assert binomial_interval(count, total) == pytest.approx((exact.low, exact.high))
        nearby = binomial_interval(count + 1e-6, total + 1e-6)
        assert nearby == pytest.approx((exact.low, exact.high), abs=1e-2 if count == 0 else 1e-4)


def test_weighted_shares() -> None:
    counted = [True, False, True, False]
    equal = weighted_share(counted, [0.3] * 4)
    plain = share(2, 4)
    assert (equal.value, equal.low, equal.high) == pytest.approx((0.5, plain.low, plain.high))
    assert (equal.count, equal.total) == (2, 4)
    heavy = weighted_share([*counted, True], [1, 1, 1, 9, 0])
    assert heavy.value == pytest.approx(2 / 12)
    assert (heavy.count, heavy.total) == (2, 4)
    assert heavy.high - heavy.low > plain.high - plain.low
    assert effective_number(np.array([1.0, 1, 1, 9])) == pytest.approx(144 / 84)


def test_weighted_intervals_cover() -> None:
    rng, inside = np.random.default_rng(0), 0
    for _ in range(300):
        weight = rng.choice([0.2, 3.0], 80)
        found = weighted_share(rng.random(80) < 0.3, weight)
        inside += found.low <= 0.3 <= found.high
    assert 0.63 < inside / 300 < 0.85


def test_bad_weights() -> None:
    assert weight_array(None, 2).tolist() == [1, 1]
    with pytest.raises(ValueError, match=r"'weight' must have shape \(2,\) \(got \(3,\)\)"):
        weight_array([1, 2, 3], 2)
    for bad in (-1, np.nan, np.inf):
        with pytest.raises(ValueError, match=r"finite and not negative \(got 1 that are not\)"):
            weight_array([1, bad], 2)
    with pytest.raises(ValueError, match="there must be jets that weigh something"):
        weighted_share([True], [0])
