"""One number that makes probabilities true: the temperature of the logits."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, log_softmax

from pyg_jets.metrics.bootstrap import bootstrap
from pyg_jets.metrics.classes import class_jets, of_classes, two_sides
from pyg_jets.metrics.estimate import Estimate, Floats, float64_array

_NEAREST = 1e-7
"""Probabilities nearer to 0 or 1 are put there: float32 does not know them from 0 and 1."""
_COLDEST, _HOTTEST = 1e-3, 1e3


def temperature(
    probabilities: Any, labels: Any, *, weight: Any = None, seed: int = 0, resamples: int = 200
) -> Estimate:
    r"""The temperature at which probabilities are the most likely.

    `arXiv:1706.04599 <https://arxiv.org/abs/1706.04599>`_ has it, as the simplest recalibration:

    .. math::
        \hat T = \operatorname{argmin}_T - \sum_i w_i \ln p_T(y_i | x_i), \qquad
        p_T(k | x) = \frac{p_k^{1/T}}{\sum_j p_j^{1/T}}

    Above 1 the tagger is too sure of itself, below 1 not sure enough. Of two classes no order of
    jets changes, and so no AUC. Take validation jets, and give the others' probabilities to
    :func:`at_temperature`.

    Args:
        probabilities: Of the signal, or of several classes.
        labels: 1 for signal and 0 for background, or 0 to k - 1.
        weight: How much each jet counts.
        seed: Of the bootstrap.
        resamples: Number of bootstrap samples.

    Shapes:
        - **probabilities:** ``(num_jets,)`` or ``(num_jets, num_classes)``
        - **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If something is not between 0 and 1, the jets are told without any error or
            worse than by chance (no temperature is the best then), or as in
            :func:`pyg_jets.metrics.roc_auc`.

    Example:
        >>> round(temperature([0.9] * 10, [1] * 8 + [0] * 2).value, 3)  # ln 9 / ln 4
        1.585
    """
    logs, labels, weights = _log_probabilities(probabilities, labels, weight)
    columns = logs, labels, weights
    value = _best(*columns)
    if np.isnan(value):
        raise ValueError(
            f"a temperature must lie between {_COLDEST:g} and {_HOTTEST:g} (got a likelihood that "
            "has no maximum there): the jets are told without error, or worse than by chance; take "
            "more jets, or another tagger"
        )
    return bootstrap(_best, columns, seed=seed, resamples=resamples)


def at_temperature(probabilities: Any, temperature: float) -> Floats:
    """Probabilities at another temperature.

    Args:
        probabilities: Of the signal, or of several classes.
        temperature: Such as :func:`temperature` finds; 1 changes nothing.

    Shapes:
        - **probabilities**, **output:** ``(num_jets,)`` or ``(num_jets, num_classes)``

    Raises:
        ValueError: If ``temperature`` is not positive, or something is not between 0 and 1.

    Example:
        >>> at_temperature([0.9, 0.5], 2.0)
        array([0.75, 0.5 ])
    """
    if not 0 < temperature < np.inf:
        raise ValueError(f"'temperature' must be positive (got {temperature})")
    given = float64_array(probabilities)
    _check(given)
    if of_classes(given):
        cooled = np.exp(log_softmax(_logs(given) / temperature, axis=1))
    else:
        cooled = expit((_logs(given) - _logs(1 - given)) / temperature)
    return np.asarray(cooled, dtype=np.float64)


def _log_probabilities(
    probabilities: Any, labels: Any, weight: Any
) -> tuple[Floats, Floats, Floats]:
    """Of all classes, two at least; labels; weights."""
    given = float64_array(probabilities)
    if of_classes(given):
        table, classes, weights = class_jets(given, labels, weight)
        return _logs(table), classes, weights
    sides = two_sides(given, labels, weight)
    _check(sides.scores)
    both = np.column_stack((1 - sides.scores, sides.scores))
    return _logs(both), sides.is_signal.astype(np.float64), sides.weight


def _check(probabilities: Floats) -> None:
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise ValueError("'probabilities' must lie between 0 and 1 (got others, logits say)")


def _logs(probabilities: Floats) -> Floats:
    logs: Floats = np.log(probabilities.clip(_NEAREST, 1 - _NEAREST))
    return logs


def _best(logs: Floats, labels: Floats, weight: Floats) -> float:
    """The root of the likelihood's slope in 1/T, where it is convex; NaN if there is none."""
    own = np.take_along_axis(logs, labels.astype(int)[:, None], axis=1)[:, 0]

    def slope(log_t: float) -> float:
        p = np.exp(log_softmax(logs * np.exp(-log_t), axis=1))
        return float((weight * (own - (p * logs).sum(1))).sum() / weight.sum())

    ends = np.log(_COLDEST), np.log(_HOTTEST)
    if not weight.sum() > 0 or slope(ends[0]) * slope(ends[1]) >= 0:
        return float("nan")
    return float(np.exp(brentq(slope, *ends, xtol=1e-6)))
