"""Intervals from resampled jets."""

from __future__ import annotations

import numpy as np

from pyg_jets.metrics import Estimate, Floats, bootstrap, weighted_mean
from pyg_jets.probing.fitting.held_out import HeldOut
from pyg_jets.probing.probe_score import ProbeScore


def bootstrapped_r2(
    held: HeldOut,
    target: Floats,
    total: int,
    seed: int,
    resamples: int,
    *,
    weight: Floats | None = None,
) -> ProbeScore:
    r""":math:`R^2` of held-out predictions, with a bootstrap over jets.

    Args:
        held: The predictions.
        target: What was predicted.
        total: Jets looked at; those beyond ``target`` have none.
        seed: Of the bootstrap samples.
        resamples: Number of bootstrap samples.
        weight: How much each jet counts; all of them something.
    """
    residual = held.residual
    weights = np.ones(len(target)) if weight is None else weight
    # A sample of few distinct values can be constant by chance: its R2 is not defined.
    estimate = bootstrap(
        lambda left, drawn, weight: r2(left, drawn, weight) if np.ptp(drawn) > 0 else np.nan,
        (residual, target, weights),
        seed=seed,
        resamples=resamples,
    )
    return probe_score(estimate, held._replace(residual=np.sqrt(weights) * residual), total)


def probe_score(estimate: Estimate, held: HeldOut, total: int) -> ProbeScore:
    """A score with its counts: jets used, jets limited, and the share of the worst one."""
    squares = held.residual**2
    worst = float(squares.max() / squares.sum()) if squares.any() else 0.0
    return ProbeScore(
        estimate.value,
        estimate.low,
        estimate.high,
        count=len(squares),
        total=total,
        limited=int(held.limited.sum()),
        worst=worst,
    )


def r2(residual: Floats, target: Floats, weight: Floats | None = None) -> float:
    """Share of the target's variance that the prediction explains, of jets with weights."""
    weight = np.ones(len(target)) if weight is None else weight
    mean = weighted_mean(target, weight)
    return float(1 - (weight * residual**2).sum() / (weight * (target - mean) ** 2).sum())
