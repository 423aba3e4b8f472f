"""Calibration: whether of the jets with probability p a share of p are what they are taken for."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pyg_jets.metrics.bootstrap import bootstrap
from pyg_jets.metrics.classes import ClassTarget, of_classes, two_sides
from pyg_jets.metrics.estimate import Estimate, Floats, weighted_share


class Calibration(NamedTuple):
    """Probabilities beside what came true, in bins of equal width.

    Attributes:
        predicted: Mean probability of the signal in every bin that has jets.
        observed: Share of signal among its jets.
        error: Mean over the jets of the distance between the two (expected calibration error).
    """

    predicted: tuple[float, ...]
    observed: tuple[Estimate, ...]
    error: Estimate


def calibration(
    probabilities: Any,
    labels: Any,
    bins: int = 10,
    *,
    target: ClassTarget = None,
    weight: Any = None,
    seed: int = 0,
    resamples: int = 200,
) -> Calibration:
    r"""Compare probabilities with shares.

    .. math::
        \mathrm{ECE} = \sum_b \frac{w_b}{w} \left| \bar p_b - f_b \right|

    over bins b of the probability with weight :math:`w_b`, mean probability and share of signal
    :math:`f_b` (`arXiv:1706.04599 <https://arxiv.org/abs/1706.04599>`_). It is not negative, and
    grows with the number of bins where jets are few.

    Args:
        probabilities: Of the signal, or of several classes.
        labels: 1 for signal and 0 for background, or 0 to k - 1.
        bins: How many, from 0 to 1.
        target: Of several classes one; or a pair, whose probability is :math:`p_s / (p_s + p_b)`.
        weight: How much each jet counts.
        seed: Of the bootstrap of the error.
        resamples: Number of bootstrap samples.

    Shapes:
        - **probabilities:** ``(num_jets,)`` or ``(num_jets, num_classes)``
        - **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If something is not between 0 and 1, there is no bin, or as in
            :func:`pyg_jets.metrics.roc_auc`.

    Example:
        >>> found = calibration([0.0, 0.75, 0.75, 0.75, 0.75], [0, 1, 1, 1, 0])
        >>> found.predicted, [estimate.value for estimate in found.observed]
        ((0.0, 0.75), [0.0, 0.75])
    """
    if bins < 1:
        raise ValueError(f"'bins' must be at least 1 (got {bins})")
    jets = two_sides(probabilities, labels, weight, target)
    p = 1 / (1 + np.exp(-jets.scores)) if of_classes(probabilities) else jets.scores
    if ((p < 0) | (p > 1)).any():
        raise ValueError("'probabilities' must lie between 0 and 1 (got others, logits say)")
    bin_of = np.minimum((p * bins).astype(int), bins - 1)
    filled = np.unique(bin_of)
    predicted = tuple(
        float(np.average(p[bin_of == b], weights=jets.weight[bin_of == b])) for b in filled
    )
    observed = tuple(
        weighted_share(jets.is_signal[bin_of == b], jets.weight[bin_of == b]) for b in filled
    )

    def error(p: Floats, is_signal: Any, weight: Floats, bin_of: Any) -> float:
        off = np.bincount(bin_of, weight * (p - is_signal), minlength=bins)
        return float(np.abs(off).sum() / weight.sum())

    columns = p, jets.is_signal, jets.weight, bin_of
    return Calibration(
        predicted, observed, bootstrap(error, columns, seed=seed, resamples=resamples)
    )
