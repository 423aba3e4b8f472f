"""A number with its 68 % (one sigma) interval: and shares of jets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta
from torch import Tensor

Floats: TypeAlias = NDArray[np.float64]

CONFIDENCE = math.erf(math.sqrt(0.5))
"""Coverage of every interval: that of one standard deviation, 68.27 %."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 68 % interval.

    Args:
        value: The number.
        low: Lower end of the interval.
        high: Upper end.
        count: Jets counted (of ``total``) where the number comes from a count.
        total: Jets looked at.
        spread: Standard deviation from training to training; None: of one training, or of none.

    Example:
        >>> print(Estimate(0.9531, 0.946, 0.960))
        0.953 [0.946, 0.960]
        >>> print(Estimate(0.9531, 0.946, 0.960, spread=0.004))
        0.953 [0.946, 0.960] ± 0.004
        >>> print(Estimate(math.inf, 869.6, math.inf, count=0, total=1600))
        > 870 (0 of 1600)
    """

    value: float
    low: float
    high: float
    count: int | None = None
    total: int | None = None
    spread: float | None = None

    @classmethod
    def from_replicas(cls, value: float, replicas: Floats) -> Estimate:
        """A value with the central 68 % of its bootstrap replicas ``(resamples,)``.

        Replicas of counts may all lie beside the value: the interval is widened to hold it.

        Raises:
            ValueError: If there is no replica.
        """
        if len(replicas) == 0:
            raise ValueError("'resamples' must be at least 1 (got no bootstrap sample)")
        # Central interval of the replicas; a count's replicas may all lie beside the value.
        low, high = np.quantile(replicas, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
        return cls(float(value), min(float(low), float(value)), max(float(high), float(value)))

    def __str__(self) -> str:
        """As many digits as the interval makes sense of; an infinite value as a lower bound."""
        counts = "" if self.count is None else f" ({self.count} of {self.total})"
        if math.isinf(self.value):
            return f"> {self.low:.{_decimals(self.low / 50)}f}{counts}"
        n = _decimals((self.high - self.low) / 2)
        spread = "" if self.spread is None else f" ± {self.spread:.{n}f}"
        return f"{self.value:.{n}f} [{self.low:.{n}f}, {self.high:.{n}f}]{spread}{counts}"


def share(count: int, total: int) -> Estimate:
    """A share of jets with its exact (Clopper-Pearson) 68 % interval.

    Args:
        count: Jets of which something is true.
        total: Jets looked at.

    Raises:
        ValueError: If there are no jets, or ``count`` is not between 0 and ``total``.

    Example:
        >>> print(share(3, 4))
        0.8 [0.4, 1.0] (3 of 4)
    """
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"'count' must lie between 0 and 'total' > 0 (got {count} of {total})")
    return Estimate(count / total, *binomial_interval(count, total), count, total)


def weighted_share(counted: Any, weight: Any = None) -> Estimate:
    r"""The share that some jets have of the weight of all, with its 68 % interval.

    The interval is that of :func:`share` for :math:`N = (\sum w)^2 / \sum w^2` jets of equal
    weight: a jet that counts twice is no second jet. ``count`` of ``total`` are the jets.

    Args:
        counted: Which jets.
        weight: How much each counts; equally if not given.

    Shapes:
        - **counted**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If there are no jets, or a weight is negative or not finite, or all are 0.

    Example:
        >>> print(weighted_share([True, False, True], [1.0, 2.0, 1.0]))
        0.5 [0.1, 0.9] (2 of 3)
    """
    counted = np.asarray(counted, dtype=bool)
    weight = weight_array(weight, len(counted))
    counted, weight = counted[weight > 0], weight[weight > 0]
    if len(weight) == 0:
        raise ValueError("there must be jets that weigh something (got none)")
    value, jets = float(weight[counted].sum() / weight.sum()), effective_number(weight)
    interval = binomial_interval(value * jets, jets)
    return Estimate(value, *interval, int(counted.sum()), len(counted))


def effective_number(weight: Floats) -> float:
    r"""How many jets of equal weight know as much, :math:`(\sum w)^2 / \sum w^2`."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def weight_array(weight: Any, num_jets: int) -> Floats:
    """Weights of jets ``(num_jets,)``, 1 each if not given.

    Raises:
        ValueError: If the shape is another, or a weight is negative or not finite.
    """
    if weight is None:
        return np.ones(num_jets)
    weights = float64_array(weight)
    if weights.shape != (num_jets,):
        raise ValueError(f"'weight' must have shape ({num_jets},) (got {weights.shape})")
    if bad := int((~(np.isfinite(weights) & (weights >= 0))).sum()):
        raise ValueError(f"'weight' must be finite and not negative (got {bad} that are not)")
    return weights


def weighted_mean(values: Floats, weight: Floats) -> Floats:
    """Mean over jets ``(num_jets, ...)`` with their weights ``(num_jets,)``.

    Raises:
        ValueError: If no jet weighs anything.
    """
    if not weight.sum() > 0:
        raise ValueError("there must be jets that weigh something (got none)")
    return np.asarray(np.average(values, axis=0, weights=weight))


def binomial_interval(count: float, total: float) -> tuple[float, float]:
    """The exact (Clopper-Pearson) 68 % interval of a share, ``count`` of ``total``.

    Both may be effective numbers of weighted jets: the interval goes on between whole numbers.
    """
    tail, others = (1 - CONFIDENCE) / 2, max(total - count, 0.0)
    low = beta.ppf(tail, count, others + 1) if count > 0 else 0.0
    high = beta.ppf(1 - tail, count + 1, others) if others > 0 else 1.0
    return float(low), float(high)


def float64_array(values: Any) -> Floats:
    """Numbers as a float64 array: from a tensor (any device, with gradient or not) or an array."""
    if isinstance(values, Tensor):
        values = values.detach().cpu().double().numpy()
    return np.asarray(values, dtype=np.float64)


def _decimals(error: float) -> int:
    """Decimals that leave one or two significant digits of an error; three where it is zero."""
    return max(0, math.ceil(-math.log10(error / 2))) if error > 0 else 3
