"""Intervals from resampled jets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate, Floats


def bootstrapped(
    statistic: Callable[[Any], float], num_jets: int, seed: int, resamples: int
) -> Estimate:
    """A statistic of chosen jets, with the central 68 % of it on bootstrap samples.

    Args:
        statistic: Takes an index into the jets; samples where it is NaN are left out.
        num_jets: How many jets there are.
        seed: Of the samples.
        resamples: Number of samples.
    """
    rng = np.random.default_rng(seed)
    samples = (rng.integers(num_jets, size=num_jets) for _ in range(resamples))
    replicas = np.array([statistic(jets) for jets in samples], dtype=np.float64)
    return Estimate.from_replicas(statistic(slice(None)), replicas[~np.isnan(replicas)])


def bootstrapped_r2(residual: Floats, target: Floats, seed: int, resamples: int) -> Estimate:
    r""":math:`R^2` from held-out residuals, with a bootstrap over jets."""
    # A sample of few distinct values can be constant by chance: its R2 is not defined.
    return bootstrapped(
        lambda jets: (
            r2(residual[jets], target[jets]) if target[jets].min() < target[jets].max() else np.nan
        ),
        len(target),
        seed,
        resamples,
    )


def r2(residual: Floats, target: Floats) -> float:
    """Share of the target's variance that the prediction explains."""
    return float(1 - (residual**2).sum() / ((target - target.mean()) ** 2).sum())
