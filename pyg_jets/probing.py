"""Linear probes: how much of an observable can be read off an embedding by a straight line."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.utils.validation import check_is_fitted

from pyg_jets.metrics import Estimate, Floats, float64_array

_RESOLUTION = float(np.finfo(np.float32).eps)


class LinearProbe(RegressorMixin, BaseEstimator):
    r"""Linear probe by least squares, from `arXiv:1610.01644 <https://arxiv.org/abs/1610.01644>`_.

    .. math::
        \hat y = w \cdot x + b, \qquad (w, b) = \arg\min \sum_i (y_i - \hat y_i)^2

    Plain least squares, as in the paper's Table 1: there is no penalty to tune, and the score does
    not depend on the units of the features, which are standardised inside. Dead features get weight
    0: those with one value in all jets, or in all but a few (below 1 % of the jets and below 10
    jets), as ReLU units have. Of equally good fits, as with repeated features, the one with the
    smallest standardised weights is taken. Directions whose spread is below the rounding of float32
    relative to the widest count as empty.

    Attributes:
        coef_: Weights w ``(num_features,)``, in units of y per unit of each feature.
        intercept_: The constant b, in units of y.

    Example:
        >>> probe = LinearProbe().fit([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]], [1.0, 3.0, 5.0])
        >>> probe.coef_.round(6).tolist(), round(probe.score([[5.0, 1.0], [7.0, 1.0]], [11, 15]), 6)
        ([2.0, 0.0], 1.0)
    """

    def fit(self, X: Any, y: Any) -> LinearProbe:
        """Fit to embeddings and one observable; tensors or arrays.

        Shapes:
            - **X:** ``(num_jets, num_features)``; **y:** ``(num_jets,)``

        Raises:
            ValueError: If a shape is wrong, or a value not finite.
        """
        features, target = _checked("X", X, "y", y)
        mean, spread = features.mean(0), features.std(0)
        spread[_is_dead(features)] = np.inf
        weights, *_ = np.linalg.lstsq(
            (features - mean) / spread, target - target.mean(), rcond=_RESOLUTION
        )
        self.coef_: Floats = weights / spread
        self.intercept_ = float(target.mean() - mean @ self.coef_)
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
        prediction: Floats = features @ self.coef_ + self.intercept_
        return prediction

    def score(self, X: Any, y: Any) -> float:
        r""":math:`R^2 = 1 - \sum_i (y_i - \hat y_i)^2 / \sum_i (y_i - \bar y)^2` on given jets."""
        return float(super().score(float64_array(X), float64_array(y)))


def probe(
    embedding: Any, target: Any, *, folds: int = 5, seed: int = 0, resamples: int = 200
) -> Estimate:
    r"""Cross-validated :math:`R^2`: every jet is predicted by a probe that never saw it.

    .. math::
        R^2 = 1 - \frac{\sum_i (y_i - \hat y_i)^2}{\sum_i (y_i - \bar y)^2}

    over all jets, with one :class:`LinearProbe` per fold. 1 is a perfect line, 0
    as good as the mean, slightly negative what noise gives. The interval is the central 68 % of a
    bootstrap over jets, the probes as they are. A score means something only beside those of an
    untrained tagger and of the raw features.

    Args:
        embedding: Frozen embeddings; tensor or array.
        target: The observable.
        folds: Number of parts; each is predicted from the others.
        seed: Seed of the folds and of the bootstrap.
        resamples: Number of bootstrap samples.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **target:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a value is not finite, the target is constant, ``folds`` is
            below 2, ``resamples`` is below 1, or there are fewer than two training jets for each of
            the probe's ``num_features + 1`` parameters.

    Example:
        >>> x = np.arange(100.0)
        >>> print(probe(x[:, None], 3 * x + 1))
        1.000 [1.000, 1.000]
    """
    features, observable = _checked("embedding", embedding, "target", target)
    _check_size(len(features), features.shape[1], folds)
    if observable.min() == observable.max():
        raise ValueError(
            f"'target' must vary between jets: R2 compares with its variance "
            f"(got {observable[0]:g} for all {len(observable)})"
        )
    parts = KFold(folds, shuffle=True, random_state=seed)
    residual = observable - cross_val_predict(LinearProbe(), features, observable, cv=parts)
    rng = np.random.default_rng(seed)
    replicas = [
        _r2(residual[jets], observable[jets])
        for jets in (rng.integers(len(residual), size=len(residual)) for _ in range(resamples))
        # A sample of few distinct values can be constant by chance: its R2 is not defined.
        if observable[jets].min() < observable[jets].max()
    ]
    return Estimate.from_replicas(_r2(residual, observable), np.array(replicas))


def _is_dead(features: Floats) -> NDArray[np.bool_]:
    """Features with one value in all jets but too few to fit a slope to.

    A unit alive in two training jets would be fitted to their noise, and a held-out jet where it is
    a hundred times larger would alone spoil R2; standardised, no small ridge penalty prevents that.
    """
    alive = (features != np.median(features, axis=0)).sum(0)
    dead: NDArray[np.bool_] = alive < max(1, min(10, len(features) // 100))
    return dead


def _r2(residual: Floats, target: Floats) -> float:
    return float(1 - (residual**2).sum() / ((target - target.mean()) ** 2).sum())


def _check_size(num_jets: int, num_features: int, folds: int) -> None:
    if folds < 2:
        raise ValueError(f"'folds' must be at least 2 (got {folds})")
    # The largest fold is left out of the smallest training set.
    training = num_jets - -(-num_jets // folds)
    if training < 2 * (num_features + 1):
        raise ValueError(
            f"a probe of {num_features} features must train on at least {2 * (num_features + 1)} "
            f"jets (got {training} of {num_jets} in {folds} folds); give more jets"
        )


def _checked(x_name: str, x: Any, y_name: str, y: Any) -> tuple[Floats, Floats]:
    """Features and target as arrays that fit each other."""
    features, target = float64_array(x), float64_array(y)
    if features.ndim != 2 or features.size == 0:
        raise ValueError(
            f"'{x_name}' must have shape (num_jets, num_features) and not be empty "
            f"(got {features.shape})"
        )
    if target.shape != features.shape[:1]:
        raise ValueError(
            f"'{y_name}' must have shape ({len(features)},), one value per jet (got {target.shape})"
        )
    for name, values in ((x_name, features), (y_name, target)):
        if bad := int((~np.isfinite(values)).sum()):
            raise ValueError(
                f"'{name}' must be finite (got {bad} NaN or infinite values of {values.size}); "
                f"leave those jets out"
            )
    return features, target
