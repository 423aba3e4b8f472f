"""How well a tagger separates: every number with its 68 % (one sigma) interval and its counts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
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

    Example:
        >>> print(Estimate(0.9531, 0.946, 0.960))
        0.953 [0.946, 0.960]
        >>> print(Estimate(math.inf, 869.6, math.inf, count=0, total=1600))
        > 870 (0 of 1600)
    """

    value: float
    low: float
    high: float
    count: int | None = None
    total: int | None = None

    @classmethod
    def from_replicas(cls, value: float, replicas: Floats) -> Estimate:
        """A value with the central 68 % of its bootstrap replicas ``(resamples,)``.

        Raises:
            ValueError: If there is no replica.
        """
        if len(replicas) == 0:
            raise ValueError("'resamples' must be at least 1 (got no bootstrap sample)")
        low, high = np.quantile(replicas, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
        return cls(float(value), float(low), float(high))

    def __str__(self) -> str:
        """As many digits as the interval makes sense of; an infinite value as a lower bound."""
        counts = "" if self.count is None else f" ({self.count} of {self.total})"
        if math.isinf(self.value):
            return f"> {self.low:.{_decimals(self.low / 50)}f}{counts}"
        n = _decimals((self.high - self.low) / 2)
        return f"{self.value:.{n}f} [{self.low:.{n}f}, {self.high:.{n}f}]{counts}"


def roc_auc(scores: Any, labels: Any, seed: int = 0, resamples: int = 200) -> Estimate:
    r"""Area under the ROC curve: how often a signal jet scores above a background jet.

    .. math::
        \mathrm{AUC} = P(s_S > s_B) + \tfrac12 P(s_S = s_B)

    The interval is the central 68 % of a bootstrap over jets, each class by itself. If the classes
    do not overlap at all it has no width, whatever the number of jets.

    Args:
        scores: One number per jet, larger for the signal; tensor or array.
        labels: 1 for signal, 0 for background.
        seed: Seed of the bootstrap.
        resamples: Number of bootstrap samples.

    Shapes:
        - **scores**, **labels:** ``(num_jets,)``

    Raises:
        ValueError: If the shapes differ, a score is not finite, a label is neither 0 nor 1, a class
            is missing, or ``resamples`` is below 1.

    Example:
        >>> roc_auc([0.1, 0.4, 0.4, 0.9], [0, 0, 1, 1]).value
        0.875
    """
    signal, background = _by_class(scores, labels)
    _, ranks = np.unique(np.concatenate((signal, background)), return_inverse=True)
    signal_ranks, background_ranks = ranks[: len(signal)], ranks[len(signal) :]
    rng = np.random.default_rng(seed)
    replicas = [
        _auc(_resample(signal_ranks, rng), _resample(background_ranks, rng))
        for _ in range(resamples)
    ]
    return Estimate.from_replicas(_auc(signal_ranks, background_ranks), np.array(replicas))


def accuracy(scores: Any, labels: Any, threshold: float = 0.5) -> Estimate:
    """Share of jets on their side of a threshold, with its exact (Clopper-Pearson) 68 % interval.

    Args:
        scores: One number per jet, such as the probability of the signal; tensor or array.
        labels: 1 for signal, 0 for background.
        threshold: A jet that scores at least this counts as signal.

    Shapes:
        - **scores**, **labels:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`roc_auc`, or if ``threshold`` is not a number.

    Example:
        >>> print(accuracy([0.1, 0.6, 0.5, 0.9], [0, 0, 1, 1]))
        0.8 [0.4, 1.0] (3 of 4)
    """
    signal, background = _by_class(scores, labels)
    if math.isnan(threshold):
        raise ValueError(f"'threshold' must be a number (got {threshold})")
    count = int((signal >= threshold).sum() + (background < threshold).sum())
    return share(count, len(signal) + len(background))


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
    return Estimate(count / total, *_binomial_interval(count, total), count, total)


def average(values: Any, seed: int = 0, resamples: int = 200) -> Estimate:
    """Mean over jets, with the central 68 % of it on bootstrap samples of the jets.

    Args:
        values: A number per jet; tensor or array.
        seed: Of the bootstrap.
        resamples: Number of bootstrap samples.

    Shapes:
        - **values:** ``(num_jets,)``

    Raises:
        ValueError: If there are no jets, a value is not finite, or ``resamples`` is below 1.

    Example:
        >>> average([1.0, 2.0, 3.0, 4.0]).value
        2.5
    """
    return of_means(float, values, seed=seed, resamples=resamples)


def of_means(
    statistic: Callable[..., float], *columns: Any, seed: int = 0, resamples: int = 200
) -> Estimate:
    """A number made of means over jets, with the central 68 % of it on bootstrap samples of them.

    A jet is drawn with all its numbers.

    Args:
        statistic: Of the means, as many as there are columns; such as their ratio.
        *columns: A number per jet; tensors or arrays.
        seed: Of the bootstrap.
        resamples: Number of bootstrap samples.

    Shapes:
        - **columns:** each ``(num_jets,)``

    Raises:
        ValueError: If there are no jets, the columns differ in length, a number is not finite, or
            ``resamples`` is below 1.

    Example:
        >>> of_means(lambda one, other: one / other, [1.0, 3.0], [4.0, 4.0]).value
        0.5
    """
    arrays = [float64_array(values) for values in columns]
    for values in arrays:
        if values.ndim != 1 or len(values) == 0 or not np.isfinite(values).all():
            raise ValueError(
                f"'values' must be finite numbers, at least one (got shape {values.shape} with "
                f"{np.isfinite(values).sum()} that are finite)"
            )
    if len({len(values) for values in arrays}) != 1:
        raise ValueError(
            f"there must be as many numbers in every column "
            f"(got {', '.join(str(len(values)) for values in arrays)})"
        )
    rng = np.random.default_rng(seed)
    replicas = []
    for _ in range(resamples):
        drawn = rng.integers(len(arrays[0]), size=len(arrays[0]))
        replicas.append(statistic(*(values[drawn].mean() for values in arrays)))
    value = statistic(*(values.mean() for values in arrays))
    return Estimate.from_replicas(value, np.array(replicas))


def background_rejection(scores: Any, labels: Any, signal_efficiency: float) -> Estimate:
    r"""Background rejection :math:`1 / \varepsilon_B` at a given signal efficiency.

    The threshold is the highest at which at least the share ``signal_efficiency`` of the signal
    passes; a jet at the threshold passes. ``count`` of ``total`` background jets do.

    The interval is the exact (Clopper-Pearson) 68 % interval of :math:`\varepsilon_B`, turned over;
    the threshold counts as fixed. Where no background jet passes, the value and the upper end are
    infinite and ``low`` is a lower bound (at 84 %: one side of the interval).

    Args:
        scores: One number per jet, larger for the signal; tensor or array.
        labels: 1 for signal, 0 for background.
        signal_efficiency: Share of the signal to keep, in (0, 1].

    Shapes:
        - **scores**, **labels:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`roc_auc`, or if ``signal_efficiency`` is out of range.

    Example:
        >>> print(background_rejection([0.1, 0.6, 0.5, 0.9], [0, 0, 1, 1], signal_efficiency=1.0))
        2 [1, 12] (1 of 2)
    """
    signal, background = _by_class(scores, labels)
    if not 0 < signal_efficiency <= 1:
        raise ValueError(f"'signal_efficiency' must lie in (0, 1] (got {signal_efficiency})")
    # Without the margin, 0.28 * 25 = 7.000000000000001 would ask for eight jets of 25.
    passing = max(1, math.ceil(signal_efficiency * len(signal) - 1e-9))
    threshold = np.partition(signal, len(signal) - passing)[len(signal) - passing]
    count, total = int((background >= threshold).sum()), len(background)
    low, high = _binomial_interval(count, total)
    value, upper = (total / count, 1 / low) if count else (math.inf, math.inf)
    return Estimate(value, 1 / high, upper, count, total)


def float64_array(values: Any) -> Floats:
    """Numbers as a float64 array: from a tensor (any device, with gradient or not) or an array."""
    if isinstance(values, Tensor):
        values = values.detach().cpu().double().numpy()
    return np.asarray(values, dtype=np.float64)


def _by_class(scores: Any, labels: Any) -> tuple[Floats, Floats]:
    """Scores of the signal and of the background."""
    scores, labels = float64_array(scores), float64_array(labels)
    if scores.ndim != 1 or scores.shape != labels.shape:
        raise ValueError(
            f"'scores' and 'labels' must both have shape (num_jets,) "
            f"(got {scores.shape} and {labels.shape})"
        )
    if bad := int((~np.isfinite(scores)).sum()):
        raise ValueError(f"'scores' must be finite (got {bad} of {len(scores)} that are not)")
    is_signal, is_background = labels == 1, labels == 0
    if not (is_signal | is_background).all():
        other = labels[~(is_signal | is_background)][0]
        raise ValueError(f"'labels' must be 1 (signal) or 0 (background) (got {other:g})")
    if not is_signal.any() or not is_background.any():
        raise ValueError(
            f"'labels' must hold both classes "
            f"(got {is_signal.sum()} signal and {is_background.sum()} background jets)"
        )
    return scores[is_signal], scores[is_background]


def _auc(signal: NDArray[np.intp], background: NDArray[np.intp]) -> float:
    """Share of pairs in order, a tie counting half, from ranks 0, 1, 2, ... of the scores."""
    size = max(signal.max(), background.max()) + 1
    at = np.bincount(background, minlength=size)
    below_and_half = at.cumsum() - 0.5 * at
    in_order = (np.bincount(signal, minlength=size) * below_and_half).sum()
    return float(in_order / (len(signal) * len(background)))


def _resample(values: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.intp]:
    return values[rng.integers(len(values), size=len(values))]


def _binomial_interval(count: int, total: int) -> tuple[float, float]:
    interval = binomtest(count, total).proportion_ci(CONFIDENCE, method="exact")
    return float(interval.low), float(interval.high)


def _decimals(error: float) -> int:
    """Decimals that leave one or two significant digits of an error; three where it is zero."""
    return max(0, math.ceil(-math.log10(error / 2))) if error > 0 else 3
