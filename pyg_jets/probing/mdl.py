"""Minimum description length: how short a probe makes the message that tells the targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold, cross_val_predict

from pyg_jets.metrics import Floats, weight_array, weighted_mean
from pyg_jets.metrics.estimate import effective_number
from pyg_jets.probing.cross_validated import weighted_target
from pyg_jets.probing.fitting.arrays import defined, feature_array, label_array
from pyg_jets.probing.fitting.held_out import with_weights
from pyg_jets.probing.fitting.training_range import TrainingRange
from pyg_jets.probing.stronger_probes import logistic_probe, ridge_probe

FRACTIONS = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.0625, 0.125, 0.25, 0.5, 1.0)
"""Ends of the blocks, as shares of the jets; of those below ten jets none is used."""

_FIRST = 10
_SURPRISE = 1e-3
_RESOLUTION = 1e-12


@dataclass(frozen=True)
class Codelength:
    """Bits that tell all targets to somebody who has the jets' embeddings.

    Attributes:
        bits: With the embedding.
        bits_without: Without it.
        count: Jets whose target is told.
        total: Jets looked at; the others' target is not defined.
        limited: Jets of which a feature lay outside the range of the jets told before, and was put
            on its border (:class:`TrainingRange`).
        worst: Largest share that one jet has in the sum of all jets' bits saved or lost.
        error: Of the mean over jets, of the bits saved per jet.
        sum_of_weights: Of the jets; None: they have none, and each counts once.
    """

    bits: float
    bits_without: float
    count: int
    total: int
    limited: int = 0
    worst: float = 0.0
    error: float = 0.0
    sum_of_weights: float | None = None

    @property
    def saved(self) -> float:
        """Bits per jet that the embedding saves; with weights the mean over jets with theirs."""
        jets = self.count if self.sum_of_weights is None else self.sum_of_weights
        return (self.bits_without - self.bits) / jets

    @property
    def compression(self) -> float:
        """How many times shorter the message is; for labels, whose bits are counted from 0."""
        return self.bits_without / self.bits


def label_codelength(
    embedding: Any, labels: Any, *, model: Any = None, seed: int = 0, weight: Any = None
) -> Codelength:
    r"""Online code of class labels, from `arXiv:2003.12298 <https://arxiv.org/abs/2003.12298>`_.

    .. math::
        L = t_1 \log_2 2 - \sum_i \log_2 p_{\theta_i}(y_{t_i + 1 \dots t_{i+1}} | x)

    Jets come in blocks, and each block is told with the probabilities of a probe fitted to all jets
    before it. Labels of the first block, and of all until both classes have been seen, cost a bit
    each, and so does every label without the embedding. A probability is mixed with a share of
    0.001 of the uniform one, which bounds the cost of a surprise.

    Args:
        embedding: Frozen embeddings of jets the tagger was not trained on.
        labels: 1 for signal, 0 for background.
        model: A classifier with ``predict_proba``; :func:`logistic_probe` if not given.
        seed: Of the order of the jets.
        weight: How much each jet counts, in fits and bits: it is told as often in one block. Jets
            that weigh nothing are left out.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a feature is not finite, a label is neither 0 nor 1, a
            weight is negative or not finite, the model takes no weights, or there are fewer than
            20 jets.

    Example:
        >>> x = np.repeat([-1.0, 1.0], 500)
        >>> label_codelength(x[:, None], x > 0).compression > 10
        True
    """
    features = feature_array("embedding", embedding)
    classes, total = label_array("labels", labels, len(features)), len(features)
    weights = weight_array(weight, total)
    features, classes, weights = (each[weights > 0] for each in (features, classes, weights))
    classifier = logistic_probe() if model is None else model
    blocks = list(_blocks(len(classes), seed))
    bits = float(weights[blocks[0][0]].sum())
    for seen, block in blocks:
        if classes[seen].min() == classes[seen].max():
            bits += float(weights[block].sum())
            continue
        options = {} if weight is None else with_weights(classifier, weights[seen])
        fitted = classifier.fit(features[seen], classes[seen], **options)
        probabilities = fitted.predict_proba(features[block])
        told = probabilities[np.arange(len(block)), classes[block].astype(int)]
        bits -= float(weights[block] @ np.log2((1 - _SURPRISE) * told + _SURPRISE / 2))
    summed = float(weights.sum())
    return Codelength(
        bits, summed, len(classes), total, sum_of_weights=None if weight is None else summed
    )


def codelength(
    embedding: Any, target: Any, *, model: Any = None, seed: int = 0, weight: Any = None
) -> Codelength:
    r"""Online code of an observable, with Gaussian densities.

    .. math::
        L = -\sum_i \log_2 \mathcal N(y_i; \hat y_i, \sigma^2)

    Blocks as in :func:`label_codelength`; :math:`\hat y` is a probe fitted to the jets before,
    :math:`\sigma^2` its mean squared error on them, each predicted by a fit to the others (in five
    parts). Features stay in the range of the jets seen (:class:`TrainingRange`), and predictions
    leave the range of the targets seen by no more than its width. Without the embedding, mean and
    variance of the jets before take their places; a share of 0.001 of that density is mixed into
    the other, which bounds what one jet may cost. The first block costs the same in both. The bits
    of a density depend on the unit of y, but what the embedding saves does not:
    :attr:`Codelength.saved` is the number to quote.

    Args:
        embedding: Frozen embeddings of jets the tagger was not trained on.
        target: The observable; NaN where it is not defined.
        model: A regressor; :func:`ridge_probe` if not given, as first blocks have few jets.
        seed: Of the order of the jets.
        weight: As in :func:`label_codelength`.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **target**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a feature is not finite, the target is infinite or
            constant, a weight is negative or not finite, the model takes no weights, or the target
            is defined for fewer than 20 jets.
    """
    target, weights = weighted_target(target, weight)
    features, values = defined("embedding", embedding, "target", target)
    weights = None if weights is None else weights[~np.isnan(target)]
    size = weight_array(weights, len(values))
    regressor = ridge_probe() if model is None else model
    blocks = list(_blocks(len(values), seed))
    floor = _RESOLUTION * _variance(values, size)
    if values.min() == values.max():
        raise ValueError(f"'target' must vary between jets (got {values[0]:g} for all)")
    start = blocks[0][0]
    left = values[start] - weighted_mean(values[start], size[start])
    first = _log_density(left, max(_variance(values[start], size[start]), floor))
    bits = bits_without = _bits(first, size[start])
    limited, gains = 0, [np.zeros(0)]
    for seen, block in blocks:
        past, now, told_before = values[seen], values[block], size[seen]
        jets = effective_number(told_before)
        variance = _variance(past, told_before) * jets / (jets - 1)
        without = _log_density(now - weighted_mean(past, told_before), max(variance, floor))
        of_past = None if weights is None else told_before
        fitted, error = _prediction(regressor, features[seen], past, features[block], of_past)
        told = np.log1p(-_SURPRISE) + _log_density(now - fitted, max(error, floor))
        told = np.logaddexp(told, np.log(_SURPRISE) + without)
        bits += _bits(told, size[block])
        bits_without += _bits(without, size[block])
        limited += int(TrainingRange.of(features[seen]).leave(features[block]).sum())
        gains.append((told - without) / np.log(2))
    gain = np.concatenate(gains)
    weighed = size[np.concatenate([block for _, block in blocks])]
    parts = abs(weighed * gain)
    worst = float(parts.max() / parts.sum()) if gain.any() else 0.0
    spread = weighed * (gain - weighted_mean(gain, weighed))
    return Codelength(
        bits,
        bits_without,
        len(values),
        len(target),
        limited,
        worst,
        error=float(np.sqrt((spread**2).sum()) / weighed.sum()),
        sum_of_weights=None if weights is None else float(size.sum()),
    )


def _prediction(
    model: Any, x: Floats, y: Floats, new: Floats, weight: Floats | None
) -> tuple[Floats, float]:
    """Targets of new jets, and the held-out mean squared error on those seen."""
    # A probe of few jets may extrapolate wildly.
    limits = 2 * y.min() - y.max(), 2 * y.max() - y.min()
    options = {} if weight is None else with_weights(model, weight)
    held = cross_val_predict(model, x, y, cv=KFold(5), params=options or None).clip(*limits)
    error = weighted_mean((y - held) ** 2, weight_array(weight, len(y)))
    return model.fit(x, y, **options).predict(new).clip(*limits), float(error)


def _blocks(num_jets: int, seed: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Jets seen before, and those of the next block."""
    if num_jets < 2 * _FIRST:
        raise ValueError(
            f"an online code needs at least {2 * _FIRST} jets (got {num_jets}); give more jets"
        )
    order = np.random.default_rng(seed).permutation(num_jets)
    later = {round(share * num_jets) for share in FRACTIONS}
    ends = [_FIRST, *sorted(end for end in later if end > _FIRST)]
    for first, last in pairwise(ends):
        yield order[:first], order[first:last]


def _log_density(residual: Floats, variance: float) -> Floats:
    density: Floats = -0.5 * np.log(2 * np.pi * variance) - residual**2 / (2 * variance)
    return density


def _variance(values: Floats, weight: Floats) -> float:
    return float(weighted_mean((values - weighted_mean(values, weight)) ** 2, weight))


def _bits(log_density: Floats, weight: Floats) -> float:
    return -float(weight @ log_density / np.log(2))
