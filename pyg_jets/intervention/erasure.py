"""Erasing an observable from embeddings: the least change after which no line reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pyg_jets.metrics import Floats, float64_array, weight_array, weighted_mean

_SAME = 1e-10
"""Of the largest one: observables whose share apart from the others is smaller are the same."""
_ROUNDING = 1e-7
"""Of a feature's spread: if less is left of it, all of it was erased, and the rest is rounding."""


@dataclass(frozen=True)
class Eraser:
    r"""The map :math:`r(x) = x - D A^T (x - \mu)`.

    Attributes:
        mean: :math:`\mu`, the mean embedding of the jets of the fit.
        weights: A, by which the observables are read, in units of their spread.
        directions: D, how the embedding moves with what is read.
        gone: Features of which nothing is left: they have the mean in all jets, since a probe that
            standardises would read the observable from what rounding leaves of it.

    Shapes:
        - **mean**, **gone:** ``(num_features,)``
        - **weights**, **directions:** ``(num_features, rank)``
    """

    mean: Floats
    weights: Floats
    directions: Floats
    gone: NDArray[np.bool_]

    @property
    def rank(self) -> int:
        """Number of directions that are erased."""
        return int(self.weights.shape[1])

    def __call__(self, embedding: Any) -> Tensor:
        """Embeddings without the observable, in the precision they came in.

        Args:
            embedding: Of any jets by the same tagger; tensor or array.

        Shapes:
            - **embedding**, **output:** ``(num_jets, num_features)``

        Raises:
            ValueError: If there are more or fewer features than in the fit.
        """
        given = torch.as_tensor(embedding).detach()
        if given.ndim != 2 or given.shape[1] != len(self.mean):
            raise ValueError(
                f"'embedding' must have shape (num_jets, {len(self.mean)}) as in the fit "
                f"(got {tuple(given.shape)})"
            )
        features = float64_array(given)
        read = (features - self.mean) @ self.weights
        erased = np.where(self.gone, self.mean, features - read @ self.directions.T)
        return torch.from_numpy(erased).to(given)


def erase(embedding: Any, observable: Any, weight: Any = None) -> Eraser:
    r"""Fit the eraser of an observable, or of several, to embeddings of training jets.

    LEACE, `arXiv:2306.03819 <https://arxiv.org/abs/2306.03819>`_: with the mean :math:`\mu` and
    covariance :math:`S_{xx}` of embeddings x, their covariance :math:`S_{xz}` with observables z,
    :math:`W = (S_{xx}^{1/2})^+` and P the orthogonal projection onto the columns of :math:`W
    S_{xz}`,

    .. math::
        r(x) = x - W^+ P W (x - \mu)

    After it no linear probe finds z in the jets of the fit, and no smaller change (least squares)
    does that. It is computed as what it comes to: z is read by least squares, :math:`\hat z`, and
    from every feature its own least-squares line in :math:`\hat z` is taken away. Probes beyond a
    straight line may still find z, and of other observables goes what they share with
    :math:`\hat z`.

    Args:
        embedding: Frozen embeddings of the training jets; tensor or array.
        observable: One or more numbers per jet, defined for all.
        weight: How much each jet counts: as many equal jets.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **weight:** ``(num_jets,)``
        - **observable:** ``(num_jets,)`` or ``(num_jets, num_observables)``

    Raises:
        ValueError: If a shape is wrong, a number is not finite, an observable is constant, there
            are more observables than features, the jets are no more than the features, or a weight
            is negative or not finite; jets that weigh nothing are no jets.

    Example:
        >>> x = torch.tensor([[1.0, 1.0], [2.0, 1.0], [3.0, 1.5], [4.0, 0.5]])
        >>> erase(x, x[:, 0])(x)[:, 0]
        tensor([2.5000, 2.5000, 2.5000, 2.5000])
    """
    features, values, w = _checked(embedding, observable, weight)
    mean = weighted_mean(features, w)
    root = np.sqrt(w)[:, None]  # rows times it: squares are sums over what a jet stands for
    # Constant features have nothing to be read; all others count, which vary in one jet too.
    scale = np.where(features.min(0) == features.max(0), np.inf, _spread(features, w))
    scaled = (features - mean) / scale * root
    targets = (values - weighted_mean(values, w)) / _spread(values, w) * root
    read, *_ = np.linalg.lstsq(scaled, targets, rcond=None)
    # Observables that are read alike count once.
    _, spread, mix = np.linalg.svd(scaled @ read, full_matrices=False)
    kept = spread > _SAME * max(spread[0], 1.0)
    unit = (mix.T / np.where(kept, spread, 1.0))[:, kept] * np.sqrt(len(values))
    directions = ((features - mean) * root).T @ (scaled @ read @ unit) / len(values)
    left = (features - mean) * root - scaled @ read @ unit @ directions.T
    gone = np.sqrt((left**2).mean(0)) <= _ROUNDING * _spread(features, w)
    return Eraser(mean, read @ unit / scale[:, None], directions, gone)


def _spread(values: Floats, weight: Floats) -> Floats:
    """Standard deviation of every column, of weights with mean 1."""
    return np.asarray(np.sqrt(weighted_mean((values - weighted_mean(values, weight)) ** 2, weight)))


def _checked(embedding: Any, observable: Any, weight: Any) -> tuple[Floats, Floats, Floats]:
    features, values = float64_array(embedding), float64_array(observable)
    values = values[:, None] if values.ndim == 1 else values
    if features.ndim != 2 or values.ndim != 2 or len(features) != len(values):
        raise ValueError(
            "'embedding' must have shape (num_jets, num_features) and 'observable' one or more "
            f"numbers for each jet (got {features.shape} and {np.shape(observable)})"
        )
    for name, numbers in (("embedding", features), ("observable", values)):
        if bad := int((~np.isfinite(numbers)).any(1).sum()):
            raise ValueError(
                f"'{name}' must be finite and defined for all jets (got {bad} of {len(numbers)} "
                "that are not): leave those jets out"
            )
    weights = weight_array(weight, len(features))
    there = weights > 0
    features, values, weights = features[there], values[there], weights[there]
    if values.shape[1] > features.shape[1]:
        raise ValueError(
            f"'observable' must not have more directions than the embedding, {features.shape[1]} "
            f"(got {values.shape[1]})"
        )
    if len(features) <= features.shape[1] + 1:
        raise ValueError(
            f"a fit to {features.shape[1]} features must have more than {features.shape[1] + 1} "
            f"jets (got {len(features)})"
        )
    if len(constant := np.flatnonzero(values.min(0) == values.max(0))):
        raise ValueError(
            f"'observable' must vary between jets (got {values[0, constant[0]]:g} for all)"
        )
    return features, values, weights / weights.mean()
