"""Standardising that gives dead features no weight, and keeps jets in the range seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from pyg_jets.metrics import Floats, weight_array, weighted_mean
from pyg_jets.probing.fitting.arrays import feature_array
from pyg_jets.probing.fitting.training_range import TrainingRange


class AliveScaler(TransformerMixin, BaseEstimator):
    r"""Features in units of their spread, dead ones 0; the first step of every probe.

    .. math::
        x \mapsto (\mathrm{clip}(x) - \bar x) / \sigma_x, \qquad x \mapsto 0 \text{ if dead}

    Values beyond the range of the jets in :meth:`fit` are put on its border, see
    :class:`TrainingRange`: no probe says more of a jet than it has learnt from others.

    Dead are features with one value in all jets but a few (below 1 % of the jets and below 10
    jets), as ReLU units have. A unit alive in two training jets would be fitted to their noise, and
    nothing else; standardised, no small ridge penalty prevents that.

    Attributes:
        mean_: Means ``(num_features,)``.
        scale_: Standard deviations ``(num_features,)``; infinite for dead features.
        range_: Ranges of the features.

    Example:
        >>> AliveScaler().fit_transform([[1.0, 5.0], [3.0, 5.0]]).tolist()
        [[-1.0, 0.0], [1.0, 0.0]]
    """

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> AliveScaler:  # noqa: ARG002
        """Take means and spreads; ``(num_jets, num_features)``, with weights ``(num_jets,)``.

        Raises:
            ValueError: If the shape is another, a value not finite, or a weight negative or all 0.
        """
        features = feature_array("X", X)
        if sample_weight is None:
            self.mean_: Floats = features.mean(0)
            spread = features.std(0)
        else:
            weight = weight_array(sample_weight, len(features))
            features, weight = features[weight > 0], weight[weight > 0]
            self.mean_ = weighted_mean(features, weight)
            spread = np.sqrt(weighted_mean((features - self.mean_) ** 2, weight))
        self.scale_: Floats = np.where(_is_dead(features), np.inf, spread)
        self.range_ = TrainingRange.of(features)
        self.n_features_in_: int = features.shape[1]
        return self

    def transform(self, X: Any) -> Floats:
        """Standardised features, of the same shape.

        Raises:
            ValueError: If there is another number of features than in :meth:`fit`.
            sklearn.exceptions.NotFittedError: Before :meth:`fit`.
        """
        check_is_fitted(self)
        features = feature_array("X", X)
        if features.shape[1] != self.n_features_in_:
            raise ValueError(
                f"'X' must have shape (num_jets, {self.n_features_in_}) as in fit "
                f"(got {features.shape})"
            )
        scaled: Floats = (self.range_.clip(features) - self.mean_) / self.scale_
        return scaled


def _is_dead(features: Floats) -> NDArray[np.bool_]:
    """Features with one value in all jets but too few to fit a slope to."""
    alive = (features != np.median(features, axis=0)).sum(0)
    dead: NDArray[np.bool_] = alive < max(1, min(10, len(features) // 100))
    return dead
