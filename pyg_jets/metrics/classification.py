"""How well a tagger separates: every number with its 68 % (one sigma) interval and its counts."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from pyg_jets.metrics.estimate import (
    Estimate,
    Floats,
    float64_array,
    weight_array,
    weighted_share,
)


def roc_auc(
    scores: Any, labels: Any, seed: int = 0, resamples: int = 200, *, weight: Any = None
) -> Estimate:
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
        weight: How much each jet counts: as many equal jets. The bootstrap draws jets with their
            weights, so that few heavy jets make a wide interval.

    Shapes:
        - **scores**, **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If the shapes differ, a score is not finite, a label is neither 0 nor 1, a class
            is missing or weighs nothing, a weight is negative or not finite, or ``resamples`` is
            below 1.

    Example:
        >>> roc_auc([0.1, 0.4, 0.4, 0.9], [0, 0, 1, 1]).value
        0.875
    """
    signal, background = _by_class(scores, labels, weight)
    both = np.concatenate((signal.scores, background.scores))
    ranks = np.unique(both, return_inverse=True)[1].astype(np.float64)
    signal = signal._replace(scores=ranks[: len(signal.scores)])
    background = background._replace(scores=ranks[len(signal.scores) :])
    rng = np.random.default_rng(seed)
    replicas = [_auc(_resample(signal, rng), _resample(background, rng)) for _ in range(resamples)]
    return Estimate.from_replicas(_auc(signal, background), np.array(replicas))


def accuracy(scores: Any, labels: Any, threshold: float = 0.5, *, weight: Any = None) -> Estimate:
    """Share of jets on their side of a threshold, with its exact (Clopper-Pearson) 68 % interval.

    Args:
        scores: One number per jet, such as the probability of the signal; tensor or array.
        labels: 1 for signal, 0 for background.
        threshold: A jet that scores at least this counts as signal.
        weight: As in :func:`roc_auc`; the interval is that of :func:`weighted_share`.

    Shapes:
        - **scores**, **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`roc_auc`, or if ``threshold`` is not a number.

    Example:
        >>> print(accuracy([0.1, 0.6, 0.5, 0.9], [0, 0, 1, 1]))
        0.8 [0.4, 1.0] (3 of 4)
    """
    signal, background = _by_class(scores, labels, weight)
    if math.isnan(threshold):
        raise ValueError(f"'threshold' must be a number (got {threshold})")
    right = np.concatenate((signal.scores >= threshold, background.scores < threshold))
    return weighted_share(right, np.concatenate((signal.weight, background.weight)))


def background_rejection(
    scores: Any, labels: Any, signal_efficiency: float, *, weight: Any = None
) -> Estimate:
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
        weight: As in :func:`roc_auc`; the interval of :math:`\varepsilon_B` is that of
            :func:`weighted_share`.

    Shapes:
        - **scores**, **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`roc_auc`, or if ``signal_efficiency`` is out of range.

    Example:
        >>> print(background_rejection([0.1, 0.6, 0.5, 0.9], [0, 0, 1, 1], signal_efficiency=1.0))
        2 [1, 12] (1 of 2)
    """
    signal, background = _by_class(scores, labels, weight)
    if not 0 < signal_efficiency <= 1:
        raise ValueError(f"'signal_efficiency' must lie in (0, 1] (got {signal_efficiency})")
    hardest_first = np.argsort(-signal.scores, kind="stable")
    passed = signal.weight[hardest_first].cumsum()
    # Without the margin, 0.28 * 25 = 7.000000000000001 would ask for eight jets of 25.
    wanted = signal_efficiency * passed[-1] - 1e-9 * signal.weight.mean()
    threshold = signal.scores[hardest_first[int((passed >= wanted).argmax())]]
    kept = weighted_share(background.scores >= threshold, background.weight)
    value, upper = (1 / kept.value, 1 / kept.low) if kept.value else (math.inf, math.inf)
    return Estimate(value, 1 / kept.high, upper, kept.count, kept.total)


class _Class(NamedTuple):
    """The jets of one class that weigh something."""

    scores: Floats
    weight: Floats


def _by_class(scores: Any, labels: Any, weight: Any) -> tuple[_Class, _Class]:
    """Scores and weights of the signal and of the background."""
    scores, labels = float64_array(scores), float64_array(labels)
    if scores.ndim != 1 or scores.shape != labels.shape:
        raise ValueError(
            f"'scores' and 'labels' must both have shape (num_jets,) "
            f"(got {scores.shape} and {labels.shape})"
        )
    if bad := int((~np.isfinite(scores)).sum()):
        raise ValueError(f"'scores' must be finite (got {bad} of {len(scores)} that are not)")
    weight = weight_array(weight, len(scores))
    is_signal, is_background = labels == 1, labels == 0
    if not (is_signal | is_background).all():
        other = labels[~(is_signal | is_background)][0]
        raise ValueError(f"'labels' must be 1 (signal) or 0 (background) (got {other:g})")
    is_signal, is_background = (is_class & (weight > 0) for is_class in (is_signal, is_background))
    if not is_signal.any() or not is_background.any():
        raise ValueError(
            f"'labels' must hold both classes "
            f"(got {is_signal.sum()} signal and {is_background.sum()} background jets)"
        )
    return (
        _Class(scores[is_signal], weight[is_signal]),
        _Class(scores[is_background], weight[is_background]),
    )


def _auc(signal: _Class, background: _Class) -> float:
    """Share of pairs in order, a tie counting half, from ranks 0, 1, 2, ... as scores."""
    of_signal, of_background = signal.scores.astype(np.intp), background.scores.astype(np.intp)
    size = max(of_signal.max(), of_background.max()) + 1
    at = np.bincount(of_background, background.weight, minlength=size)
    below_and_half = at.cumsum() - 0.5 * at
    in_order = (np.bincount(of_signal, signal.weight, minlength=size) * below_and_half).sum()
    return float(in_order / (signal.weight.sum() * background.weight.sum()))


def _resample(jets: _Class, rng: np.random.Generator) -> _Class:
    drawn = rng.integers(len(jets.scores), size=len(jets.scores))
    return _Class(jets.scores[drawn], jets.weight[drawn])
