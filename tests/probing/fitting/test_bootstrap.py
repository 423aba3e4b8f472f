"""Replicas by hand."""

import numpy as np
import pytest

from pyg_jets.probing.fitting.bootstrap import bootstrapped_r2, r2
from pyg_jets.probing.fitting.held_out import HeldOut


def test_r2_by_hand() -> None:
    assert r2(np.array([1.0, -1.0]), np.array([0.0, 4.0])) == 1 - 2 / 8


def test_samples_without_a_value_are_left_out() -> None:
    target = np.eye(6)[0]
    held = HeldOut(np.full(6, 0.1), np.zeros(6, dtype=bool))
    estimate = bootstrapped_r2(held, target, 6, seed=0, resamples=50)
    assert np.isfinite([estimate.value, estimate.low, estimate.high]).all()


def test_intervals_of_r2_are_those_of_a_loop() -> None:
    rng = np.random.default_rng(4)
    target, residual = rng.normal(size=50), rng.normal(size=50) / 2
    score = bootstrapped_r2(HeldOut(residual, np.arange(50) < 3), target, 60, seed=2, resamples=30)
    draw, replicas = np.random.default_rng(2), []
    for _ in range(30):
        jets = draw.integers(50, size=50)
        replicas.append(1 - (residual[jets] ** 2).mean() / target[jets].var())
    assert (score.low, score.high) == pytest.approx(
        np.quantile(replicas, [0.1586552539, 0.8413447461])
    )
    assert (score.count, score.total, score.limited) == (50, 60, 3)
    assert score.worst == pytest.approx(max(residual**2) / sum(residual**2))


def test_constant_samples_have_no_r2() -> None:
    """Two jets: a sample is constant, or the two in some order, whose R2 is that of all."""
    held = HeldOut(np.array([1.0, 1.0]), np.zeros(2, dtype=bool))
    estimate = bootstrapped_r2(held, np.array([0.0, 4.0]), 2, seed=0, resamples=40)
    assert [estimate.low, estimate.value, estimate.high] == pytest.approx([0.75, 0.75, 0.75])


def test_weighted_r2() -> None:
    residual, target, weight = np.array([1.0, -1, 2]), np.array([0.0, 4, 5]), np.array([2, 0, 3])
    copies = np.repeat(np.arange(3), weight)
    assert r2(residual, target, weight) == pytest.approx(r2(residual[copies], target[copies]))
    held = HeldOut(residual, np.zeros(3, bool))
    score = bootstrapped_r2(held, target, 3, seed=0, resamples=20, weight=weight + 1.0)
    assert score.worst == pytest.approx(16 / 20)
