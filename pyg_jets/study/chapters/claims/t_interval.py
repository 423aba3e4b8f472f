"""The mean of a number over trainings, with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

COVERAGE = 0.95
"""A verdict is a statement, not an error bar: two runs of the same study must not contradict."""

FEWEST = 3
"""Trainings that an interval needs: with two the factor is 12.7, and nothing is ever decided."""


class Interval(NamedTuple):
    """A mean with the ends of its interval; NaN where they are not known.

    Attributes:
        mean: Over trainings.
        low: Lower end.
        high: Upper end.
    """

    mean: float
    low: float
    high: float

    @property
    def side(self) -> int:
        """1: all of it is above 0; -1: all of it is below 0; 0: it holds 0, or is not known."""
        return int(self.low > 0) - int(self.high < 0)

    def __str__(self) -> str:
        """Two digits of the half width; every number has its sign, so that 0.00 has a side."""
        if math.isnan(self.mean):
            return "–"
        if math.isnan(self.low):
            return f"{self.mean:+.2f}"
        half = (self.high - self.low) / 2
        n = max(2, math.ceil(-math.log10(half / 2))) if half > 0 else 3
        return f"{self.mean:+.{n}f} [{self.low:+.{n}f}, {self.high:+.{n}f}]"


def t_interval(values: Sequence[float]) -> Interval:
    r"""Two-sided 95 % interval of a mean, by Student's t.

    .. math::
        \bar m \pm t_{n - 1}(0.975)\, \frac{s}{\sqrt n}

    with s the standard deviation over the n trainings. The ends are NaN for fewer than three
    trainings, and everything is NaN if one number is: what one training's jets cannot tell, the
    mean cannot tell either.

    Args:
        values: One number a training.

    Raises:
        ValueError: If there is none.

    Example:
        >>> print(t_interval([0.1, 0.2, 0.3]))
        +0.20 [-0.05, +0.45]
    """
    n = len(values)
    if n == 0:
        raise ValueError("an interval needs at least one number (got none): train once at least")
    mean = float(np.mean(values))
    if n < FEWEST or math.isnan(mean):
        return Interval(mean, math.nan, math.nan)
    half = float(student.ppf((1 + COVERAGE) / 2, n - 1) * np.std(values, ddof=1) / math.sqrt(n))
    return Interval(mean, mean - half, mean + half)
