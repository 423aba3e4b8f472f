"""One number from several trainings: the one place that says what its interval is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pyg_jets.estimate import Estimate


def over_trainings(estimates: Sequence[Estimate]) -> Estimate:
    r"""Mean over trainings, the spread from one to another, and the larger of two errors.

    .. math::
        \bar m = \frac1n \sum_k m_k, \qquad s^2 = \frac{1}{n - 1} \sum_k (m_k - \bar m)^2, \qquad
        [\bar m - \max(s, \delta_-),\; \bar m + \max(s, \delta_+)]

    with :math:`\delta_\mp` the mean of the trainings' own errors, those of their jets. Each
    training has a split, initial parameters and an order of the jets of its own: s has all that
    they change, and is what a reader who trains once more must expect. Where the jets are few
    their error is the larger one: s of a few trainings may be small by chance.

    An infinite number (a rejection where no background passes) makes the whole a lower bound, the
    least of all lower ends; NaN, a number that is not defined, stays NaN.

    Args:
        estimates: The same number of every training; of one alone it stays as it is.

    Raises:
        ValueError: If there is none.

    Example:
        >>> print(over_trainings([Estimate(0.7, 0.69, 0.71), Estimate(0.8, 0.78, 0.82)]))
        0.75 [0.68, 0.82] ± 0.07
    """
    if not estimates:
        raise ValueError("a number needs at least one training (got none)")
    if len(estimates) == 1:
        return estimates[0]
    values, lows, highs = (
        np.array([getattr(estimate, name) for estimate in estimates])
        for name in ("value", "low", "high")
    )
    counts = [estimate.count for estimate in estimates if estimate.count is not None]
    totals = [estimate.total for estimate in estimates if estimate.total is not None]
    counted = {"count": sum(counts) if counts else None, "total": sum(totals) if totals else None}
    if np.isinf(values).any():
        return Estimate(math.inf, float(lows.min()), math.inf, **counted)
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    below, above = float((values - lows).mean()), float((highs - values).mean())
    low, high = mean - max(spread, below), mean + max(spread, above)
    return replace(Estimate(mean, low, high, **counted), spread=spread)
