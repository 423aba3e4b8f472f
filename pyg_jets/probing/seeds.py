"""One number from several trainings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pyg_jets.metrics import Estimate


def spread_over_seeds(estimates: Sequence[Estimate]) -> Estimate:
    """One number from taggers trained with several seeds: the mean, and one standard deviation.

    The interval is the spread from training to training, with all that their seeds change; it is
    not the error of the mean. If one of the numbers is infinite, the least of their lower ends is
    all that is said.

    Raises:
        ValueError: If there are fewer than two.

    Example:
        >>> print(spread_over_seeds([Estimate(0.7, 0.6, 0.8), Estimate(0.8, 0.7, 0.9)]))
        0.75 [0.68, 0.82]
    """
    if len(estimates) < 2:
        raise ValueError(f"a spread needs at least two seeds (got {len(estimates)})")
    values = np.array([estimate.value for estimate in estimates])
    if np.isinf(values).any():  # no background passes in one of them: a bound is all there is
        return Estimate(np.inf, min(estimate.low for estimate in estimates), np.inf)
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    counts = [estimate.count for estimate in estimates if estimate.count is not None]
    totals = [estimate.total for estimate in estimates if estimate.total is not None]
    return Estimate(
        mean, mean - deviation, mean + deviation, sum(counts) or None, sum(totals) or None
    )
