"""The bootstrap over jets: replicas by hand, classes by themselves, means."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from pyg_jets.metrics import average, bootstrap, of_means


def test_replicas_are_means_of_resampled_jets() -> None:
    values = np.random.default_rng(0).normal(size=400)
    estimate = bootstrap(lambda x: float(x.mean()), [values], seed=1, resamples=500)
    assert estimate.value == values.mean()
    width = (estimate.high - estimate.low) / 2
    assert width == pytest.approx(values.std() / 20, rel=0.1)
    rng = np.random.default_rng(1)
    means = [values[rng.integers(400, size=400)].mean() for _ in range(500)]
    assert (estimate.low, estimate.high) == pytest.approx(
        np.quantile(means, [0.1586552539, 0.8413447461])
    )


def test_a_jet_is_drawn_with_all_that_it_has() -> None:
    rows = np.arange(12.0).reshape(6, 2)
    seen = []

    def statistic(one: Any, other: Any) -> float:
        seen.append(bool((one[:, 0] == other).all()) and len(one) == 6)
        return 0.0

    bootstrap(statistic, [rows, rows[:, 0]], resamples=20)
    assert all(seen)
    assert len(seen) == 21


def test_classes_are_drawn_by_themselves() -> None:
    labels = np.array([3, 1, 1, 3, 1, 2])
    counts: list[list[int]] = []

    def statistic(drawn: Any) -> float:
        counts.append(np.bincount(drawn, minlength=4).tolist())
        return float(counts[-1][1])

    estimate = bootstrap(statistic, [labels], labels, resamples=30)
    assert counts == [[0, 3, 1, 2]] * 31
    assert (estimate.low, estimate.high) == (3, 3)
    free = bootstrap(lambda x: float((x == 1).sum()), [labels], resamples=30)
    assert free.low < 3 < free.high


def test_only_replicas_with_a_value_count() -> None:
    """Without jet 0 there is none; with it, it is 5, and no replica may be 0."""

    def statistic(jets: Any) -> float:
        return 5.0 if 0 in jets else np.nan

    estimate = bootstrap(statistic, [np.arange(8)], seed=1, resamples=60)
    assert (estimate.low, estimate.value, estimate.high) == (5.0, 5.0, 5.0)
    nothing = bootstrap(lambda _: np.nan, [np.arange(8)], resamples=3)
    assert np.isnan([nothing.low, nothing.value, nothing.high]).all()


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match=r"row for each jet, of one jet at least \(got 2, 3\)"):
        bootstrap(min, [[1.0, 2.0], [1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match=r"one jet at least \(got 0\)"):
        bootstrap(min, [[]])
    with pytest.raises(ValueError, match="'resamples' must be at least 1"):
        bootstrap(min, [[1.0]], resamples=0)


def test_average_of_jets() -> None:
    values = np.random.default_rng(1).normal(3.0, 2.0, 10_000)
    found = average(values, seed=1)
    assert found.value == pytest.approx(values.mean())
    assert (found.high - found.low) / 2 == pytest.approx(2.0 / 100, rel=0.2)
    assert found == average(values, seed=1)


@pytest.mark.parametrize("values", [[], [1.0, math.nan], [[1.0]]])
def test_averages_of_nothing_are_refused(values: Any) -> None:
    with pytest.raises(ValueError, match="'values' must be finite numbers, at least one"):
        average(values)


def test_numbers_of_means_draw_jets_with_all_their_numbers() -> None:
    sizes = np.random.default_rng(1).normal(3.0, 2.0, 400) ** 2
    ratio = of_means(lambda one, other: one / other, 2 * sizes, sizes, seed=3)
    assert [ratio.low, ratio.value, ratio.high] == pytest.approx([2, 2, 2])
    total = of_means(lambda one, other: one + other, sizes, -sizes + 1)
    assert [total.low, total.value, total.high] == pytest.approx([1, 1, 1])
    other = of_means(lambda one, other: one / other, sizes, sizes[::-1])
    assert other.high - other.low > 0.05
    with pytest.raises(ValueError, match=r"as many numbers in every column \(got 1, 2\)"):
        of_means(min, [1.0], [1.0, 2.0])


def test_the_seed_is_0_if_none_is_given() -> None:
    values = np.random.default_rng(2).normal(size=50)
    for found in (average(values), of_means(float, values)):
        assert found == average(values, seed=0, resamples=200)
        assert found != average(values, seed=1)
        assert found != average(values, resamples=201)
