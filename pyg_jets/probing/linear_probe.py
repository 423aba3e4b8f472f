"""The linear probe: how much of an observable a straight line reads off an embedding."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from pyg_jets.metrics import Floats, float64_array, weight_array, weighted_mean
from pyg_jets.probing.fitting.alive_scaler import AliveScaler
from pyg_jets.probing.fitting.arrays import features_and_target
from pyg_jets.probing.fitting.training_range import TrainingRange

_RESOLUTION = 1e-3
"""Of the widest direction: what is narrower holds rounding, or the noise of a few jets."""


class LinearProbe(RegressorMixin, BaseEstimator):
    r"""Linear probe by least squares, from `arXiv:1610.01644 <https://arxiv.org/abs/1610.01644>`_.

    .. math::
        \hat y = w \cdot x + b, \qquad (w, b) = \operatorname{argmin} \sum_i (y_i - \hat y_i)^2

    Least squares, as in the paper's Table 1: there is no penalty to tune, and the score does not
    depend on the units of the features, which are standardised inside. Dead features get weight 0,
    see :class:`AliveScaler`. Of equally good fits, as with repeated features, the one with the
    smallest standardised weights is taken.

    Two limits keep single jets from deciding it. In a prediction, features are put into the range
    of the jets of the fit (:class:`TrainingRange`). In the fit, directions whose spread is below
    a thousandth of the widest one's count as empty: along nearly collinear features weights of
    opposite signs would grow until the first jet that is not collinear is a thousand times off.

    Attributes:
        coef_: Weights w ``(num_features,)``, in units of y per unit of each feature.
        intercept_: The constant b, in units of y.
        range_: Ranges of the features in the fit.

    Example:
        >>> probe = LinearProbe().fit([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]], [1.0, 3.0, 5.0])
        >>> probe.coef_.round(6).tolist(), probe.predict([[0.5, 1.0], [7.0, 1.0]]).round(6).tolist()
        ([2.0, 0.0], [2.0, 5.0])
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LinearProbe:
        """Fit to embeddings and one observable; tensors or arrays.

        Args:
            X: The embeddings.
            y: The observable.
            sample_weight: How much each jet counts: as many equal jets.

        Shapes:
            - **X:** ``(num_jets, num_features)``; **y**, **sample_weight:** ``(num_jets,)``

        Raises:
            ValueError: If a shape is wrong, a value not finite, or a weight negative or all 0.
        """
        features, target = features_and_target("X", X, "y", y)
        weight = None if sample_weight is None else weight_array(sample_weight, len(features))
        if weight is not None:
            there = weight > 0
            features, target, weight = features[there], target[there], weight[there]
        weights, constants = least_squares(features, target[:, None], weight)
        self.range_ = TrainingRange.of(features)
        self.coef_: Floats = weights[:, 0]
        self.intercept_ = float(constants[0])
        self.n_features_in_: int = features.shape[1]
        return self

    def predict(self, X: Any) -> Floats:
        """The observable as the fit has it; ``(num_jets, num_features)`` -> ``(num_jets,)``.

        Raises:
            ValueError: If ``X`` has another number of features than in :meth:`fit`.
            sklearn.exceptions.NotFittedError: Before :meth:`fit`.
        """
        check_is_fitted(self)
        features = float64_array(X)
        if features.ndim != 2 or features.shape[1] != self.n_features_in_:
            raise ValueError(
                f"'X' must have shape (num_jets, {self.n_features_in_}) as in fit "
                f"(got {features.shape})"
            )
        prediction: Floats = self.range_.clip(features) @ self.coef_ + self.intercept_
        return prediction

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        r""":math:`R^2 = 1 - \sum_i (y_i - \hat y_i)^2 / \sum_i (y_i - \bar y)^2` on given jets."""
        weight = None if sample_weight is None else float64_array(sample_weight)
        return float(super().score(float64_array(X), float64_array(y), weight))


def least_squares(
    features: Floats, targets: Floats, weight: Floats | None = None
) -> tuple[Floats, Floats]:
    """Weights and constants of :class:`LinearProbe` for many targets, with one decomposition.

    Args:
        features: Of the jets.
        targets: Of the same jets.
        weight: How much each of them counts.

    Shapes:
        - **features:** ``(num_jets, num_features)``; **targets:** ``(num_jets, num_targets)``
        - **weight:** ``(num_jets,)``
        - **output:** ``(num_features, num_targets)`` and ``(num_targets,)``
    """
    scaler = AliveScaler().fit(features, sample_weight=weight)
    means = targets.mean(0) if weight is None else weighted_mean(targets, weight)
    rows, wanted = scaler.transform(features), targets - means
    if weight is not None:
        rows, wanted = (np.sqrt(weight)[:, None] * each for each in (rows, wanted))
    scaled, *_ = np.linalg.lstsq(rows, wanted, rcond=_RESOLUTION)
    weights: Floats = scaled / scaler.scale_[:, None]
    return weights, means - scaler.mean_ @ weights
