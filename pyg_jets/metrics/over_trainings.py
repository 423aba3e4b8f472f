"""One number from several trainings: the one place that says what its interval is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.stats import t as student

from pyg_jets.metrics.estimate import CONFIDENCE, Estimate


def one_more(trainings: int) -> float:
    r"""How many spreads from the mean one more training may fall, at 68 %.

    .. math::
        k = t_{n - 1}\, \sqrt{1 + 1 / n}

    with Student's t: the spread of a few trainings is badly known itself. 1.5 for three trainings,
    1.2 for five, towards 1 for many.

    Args:
        trainings: How many the spread was measured on, two at the least.

    Example:
        >>> round(one_more(3), 3), round(one_more(1000), 2)
        (1.526, 1.0)
    """
    quantile = float(student.ppf((1 + CONFIDENCE) / 2, trainings - 1))
    return quantile * math.sqrt(1 + 1 / trainings)


def over_trainings(estimates: Sequence[Estimate]) -> Estimate:
    r"""Mean over trainings, the spread from one to another, and the larger of two errors.

    .. math::
        \bar m = \frac1n \sum_k m_k, \qquad s^2 = \frac{1}{n - 1} \sum_k (m_k - \bar m)^2, \qquad
        [\bar m - \max(k s, \delta_-),\; \bar m + \max(k s, \delta_+)]

    with :math:`\delta_\mp` the mean of the trainings' own errors, those of their jets, and k of
    :func:`one_more`. Each training has a split, initial parameters and an order of the jets of its
    own: s has all that they change, and within k s one more training falls in 68 % of the cases,
    on this processor or another. Where the jets are few their error is the larger one.

    An infinite number (a rejection where no background passes) makes the whole a lower bound, the
    least of all lower ends; NaN, a number that is not defined, stays NaN.

    Args:
        estimates: The same number of every training; of one alone it stays as it is.

    Raises:
        ValueError: If there is none.

    Example:
        >>> print(over_trainings([Estimate(0.7, 0.69, 0.71), Estimate(0.8, 0.78, 0.82)]))
        0.75 [0.59, 0.91] ± 0.07
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
    reach = one_more(len(values)) * spread
    low, high = mean - max(reach, below), mean + max(reach, above)
    return replace(Estimate(mean, low, high, **counted), spread=spread)
