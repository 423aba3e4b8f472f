"""Minimum description length: how short a probe makes the message that tells the targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold, cross_val_predict

from pyg_jets.metrics import Floats, float64_array
from pyg_jets.probing.fitting.arrays import defined, feature_array, label_array
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
    """

    bits: float
    bits_without: float
    count: int
    total: int
    limited: int = 0
    worst: float = 0.0
    error: float = 0.0

    @property
    def saved(self) -> float:
        """Bits per jet that the embedding saves."""
        return (self.bits_without - self.bits) / self.count

    @property
    def compression(self) -> float:
        """How many times shorter the message is; for labels, whose bits are counted from 0."""
        return self.bits_without / self.bits


def label_codelength(
    embedding: Any, labels: Any, *, model: Any = None, seed: int = 0
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

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **labels:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a feature is not finite, a label is neither 0 nor 1, or
            there are fewer than 20 jets.

    Example:
        >>> x = np.repeat([-1.0, 1.0], 500)
        >>> label_codelength(x[:, None], x > 0).compression > 10
        True
    """
    features = feature_array("embedding", embedding)
    classes = label_array("labels", labels, len(features))
    classifier = logistic_probe() if model is None else model
    bits = float(_FIRST)
    for seen, block in _blocks(len(classes), seed):
        if classes[seen].min() == classes[seen].max():
            bits += len(block)
            continue
        probabilities = classifier.fit(features[seen], classes[seen]).predict_proba(features[block])
        told = probabilities[np.arange(len(block)), classes[block].astype(int)]
        bits -= float(np.log2((1 - _SURPRISE) * told + _SURPRISE / 2).sum())
    return Codelength(bits, float(len(classes)), len(classes), len(classes))


def codelength(embedding: Any, target: Any, *, model: Any = None, seed: int = 0) -> Codelength:
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

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **target:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a feature is not finite, the target is infinite or
            constant, or it is defined for fewer than 20 jets.
    """
    features, values = defined("embedding", embedding, "target", target)
    regressor = ridge_probe() if model is None else model
    blocks = list(_blocks(len(values), seed))
    floor = _RESOLUTION * float(values.var())
    if values.min() == values.max():
        raise ValueError(f"'target' must vary between jets (got {values[0]:g} for all)")
    first = values[blocks[0][0]]
    bits = bits_without = _bits(_log_density(first - first.mean(), max(float(first.var()), floor)))
    limited, gains = 0, [np.zeros(0)]
    for seen, block in blocks:
        past, now = values[seen], values[block]
        without = _log_density(now - past.mean(), max(float(past.var(ddof=1)), floor))
        fitted, error = _prediction(regressor, features[seen], past, features[block])
        told = np.log1p(-_SURPRISE) + _log_density(now - fitted, max(error, floor))
        told = np.logaddexp(told, np.log(_SURPRISE) + without)
        bits += _bits(told)
        bits_without += _bits(without)
        limited += int(TrainingRange.of(features[seen]).leave(features[block]).sum())
        gains.append((told - without) / np.log(2))
    gain = np.concatenate(gains)
    worst = float(abs(gain).max() / abs(gain).sum()) if gain.any() else 0.0
    error = float(gain.std() / np.sqrt(len(gain)))
    return Codelength(
        bits, bits_without, len(values), len(float64_array(target)), limited, worst, error
    )


def _prediction(model: Any, x: Floats, y: Floats, new: Floats) -> tuple[Floats, float]:
    """Targets of new jets, and the held-out mean squared error on those seen."""
    # A probe of few jets may extrapolate wildly.
    limits = 2 * y.min() - y.max(), 2 * y.max() - y.min()
    error = ((y - cross_val_predict(model, x, y, cv=KFold(5)).clip(*limits)) ** 2).mean()
    return model.fit(x, y).predict(new).clip(*limits), float(error)


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


def _bits(log_density: Floats) -> float:
    return -float(log_density.sum() / np.log(2))
