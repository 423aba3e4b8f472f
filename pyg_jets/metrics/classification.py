"""How well a tagger separates: every number with its 68 % (one sigma) interval and its counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyg_jets.metrics.estimate import (
    Estimate,
    Floats,
    binomial_interval,
    float64_array,
    share,
)


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
    low, high = binomial_interval(count, total)
    value, upper = (total / count, 1 / low) if count else (math.inf, math.inf)
    return Estimate(value, 1 / high, upper, count, total)


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
