"""Predictions of jets by probes fitted to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

from pyg_jets.metrics import Floats
from pyg_jets.probing._arrays import feature_array, label_array
from pyg_jets.probing.linear_probe import LinearProbe, least_squares
from pyg_jets.probing.stronger_probes import logistic_probe
from pyg_jets.probing.training_range import TrainingRange

_FEWEST = 20


class HeldOut(NamedTuple):
    """Predictions of jets by probes that never saw them.

    Attributes:
        residual: Target minus prediction, ``(num_jets,)``.
        limited: Jets of which a feature or the prediction was put on the border of the range of
            the other folds' jets, ``(num_jets,)``.
    """

    residual: Floats
    limited: NDArray[np.bool_]


def held_out(features: Floats, target: Floats, *, model: Any, folds: int, seed: int) -> HeldOut:
    """Predict each jet by a probe fitted to the other folds, within the range of their jets.

    Features and predictions alike stay in the ranges of the jets that the probe was fitted to
    (:class:`TrainingRange`), whatever the model.

    Raises:
        ValueError: If jets are too few, ``folds`` is below 2, or the target is constant.
    """
    return held_out_many(features, target[:, None], model=model, folds=folds, seed=seed)[0]


def held_out_many(
    features: Floats, targets: Floats, *, model: Any, folds: int, seed: int
) -> list[HeldOut]:
    """The same for many targets of the same jets, in the time of one if the model can.

    Args:
        features: ``(num_jets, num_features)``.
        targets: ``(num_jets, num_targets)``.
        model: A regressor that takes such targets, or a single one; None: linear.
        folds: Number of parts.
        seed: Of the parts.

    Raises:
        ValueError: As :func:`held_out`.
    """
    linear = model is None or type(model) is LinearProbe  # a subclass fits in its own way
    _check_size(features, 2 * (features.shape[1] + 1) if linear else _FEWEST, folds)
    for target in targets.T:
        _check_varies(target)

    def fit_lines(x: Floats, y: Floats) -> Callable[[Floats], Floats]:
        weights, constants = least_squares(x, y)
        return lambda inside: inside @ weights + constants

    def fit_model(x: Floats, y: Floats) -> Callable[[Floats], Floats]:
        fitted = clone(model).fit(x, y[:, 0] if y.shape[1] == 1 else y)
        return lambda inside: np.asarray(fitted.predict(inside)).reshape(len(inside), -1)

    return _by_folds(features, targets, fit_lines if linear else fit_model, folds, seed)


Fit: TypeAlias = Callable[[Floats, Floats], Callable[[Floats], Floats]]
"""From features and targets of some jets, what predicts those of others."""


def _by_folds(features: Floats, targets: Floats, fit: Fit, folds: int, seed: int) -> list[HeldOut]:
    residual, limited = np.empty_like(targets), np.empty(targets.shape, dtype=bool)
    for train, test in KFold(folds, shuffle=True, random_state=seed).split(features):
        inputs, outputs = TrainingRange.of(features[train]), TrainingRange.of(targets[train])
        predicted = fit(features[train], targets[train])(inputs.clip(features[test]))
        residual[test] = targets[test] - outputs.clip(predicted)
        beyond = (predicted < outputs.low) | (predicted > outputs.high)
        limited[test] = inputs.leave(features[test])[:, None] | beyond
    return [HeldOut(*columns) for columns in zip(residual.T, limited.T, strict=True)]


def held_out_scores(
    embedding: Any, labels: Any, *, model: Any = None, folds: int = 5, seed: int = 0
) -> Floats:
    """Score of each jet by a classifier fitted to the other folds, ``(num_jets,)``."""
    features = feature_array("embedding", embedding)
    classes = label_array("labels", labels, len(features))
    _check_folds(folds)
    if (fewest := min((classes == 0).sum(), (classes == 1).sum())) < folds:
        raise ValueError(
            f"each class must have at least {folds} jets, one for each fold (got {fewest}); "
            f"give more jets"
        )
    parts = StratifiedKFold(folds, shuffle=True, random_state=seed)
    classifier = logistic_probe() if model is None else model
    scores: Floats = cross_val_predict(
        classifier, features, classes, cv=parts, method="decision_function"
    )
    return scores


def _check_varies(target: Floats) -> None:
    if target.min() == target.max():
        raise ValueError(
            f"'target' must vary between jets: R2 compares with its variance "
            f"(got {target[0]:g} for all {len(target)})"
        )


def _check_folds(folds: int) -> None:
    if folds < 2:
        raise ValueError(f"'folds' must be at least 2 (got {folds})")


def _check_size(features: Floats, least: int, folds: int) -> None:
    _check_folds(folds)
    num_jets, num_features = features.shape
    # The largest fold is left out of the smallest training set.
    training = num_jets - -(-num_jets // folds)
    if training < least:
        raise ValueError(
            f"a probe of {num_features} features must train on at least {least} "
            f"jets (got {training} of {num_jets} in {folds} folds); give more jets"
        )
