"""Predictions of jets by probes fitted to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter

from pyg_jets.metrics import Floats
from pyg_jets.probing.fitting.arrays import feature_array, label_array
from pyg_jets.probing.fitting.training_range import TrainingRange
from pyg_jets.probing.linear_probe import LinearProbe, least_squares
from pyg_jets.probing.stronger_probes import logistic_probe

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


def held_out(
    features: Floats,
    target: Floats,
    *,
    model: Any,
    folds: int,
    seed: int,
    weight: Floats | None = None,
) -> HeldOut:
    """Predict each jet by a probe fitted to the other folds, within the range of their jets.

    Features and predictions alike stay in the ranges of the jets that the probe was fitted to
    (:class:`TrainingRange`), whatever the model.

    Raises:
        ValueError: If jets are too few, ``folds`` is below 2, or the target is constant.
    """
    options: dict[str, Any] = {"model": model, "folds": folds, "seed": seed, "weight": weight}
    return held_out_many(features, target[:, None], **options)[0]


def held_out_many(
    features: Floats,
    targets: Floats,
    *,
    model: Any,
    folds: int,
    seed: int,
    weight: Floats | None = None,
) -> list[HeldOut]:
    """The same for many targets of the same jets, in the time of one if the model can.

    Args:
        features: ``(num_jets, num_features)``.
        targets: ``(num_jets, num_targets)``.
        model: A regressor that takes such targets, or a single one; None: linear.
        folds: Number of parts.
        seed: Of the parts.
        weight: How much each jet counts in the fits, ``(num_jets,)``.

    Raises:
        ValueError: As :func:`held_out`, or if the model takes no weights.
    """
    linear = model is None or type(model) is LinearProbe  # a subclass fits in its own way
    _check_size(features, 2 * (features.shape[1] + 1) if linear else _FEWEST, folds)
    for target in targets.T:
        _check_varies(target)

    def fit_lines(jets: NDArray[np.intp]) -> Callable[[Floats], Floats]:
        of_jets = None if weight is None else weight[jets]
        weights, constants = least_squares(features[jets], targets[jets], of_jets)
        return lambda inside: inside @ weights + constants

    def fit_model(jets: NDArray[np.intp]) -> Callable[[Floats], Floats]:
        options = {} if weight is None else with_weights(model, weight[jets])
        y = targets[jets]
        fitted = clone(model).fit(features[jets], y[:, 0] if y.shape[1] == 1 else y, **options)
        return lambda inside: np.asarray(fitted.predict(inside)).reshape(len(inside), -1)

    return _by_folds(features, targets, fit_lines if linear else fit_model, folds, seed)


def with_weights(model: Any, weight: Floats) -> dict[str, Floats]:
    """How a model of scikit-learn is told the weights of jets in its ``fit``.

    Raises:
        ValueError: If it takes none.
    """
    steps = model.steps if isinstance(model, Pipeline) else [("", model)]
    last = _fitted_inside(steps[-1][1])
    if not has_fit_parameter(last, "sample_weight"):
        raise ValueError(
            f"'model' must take weights, 'sample_weight', where jets have some (got "
            f"{type(last).__name__}, which does not)"
        )
    taking = [
        name for name, step in steps if has_fit_parameter(_fitted_inside(step), "sample_weight")
    ]
    return {f"{name}__sample_weight" if name else "sample_weight": weight for name in taking}


def _fitted_inside(model: Any) -> Any:
    """What is told the weights: a regressor of transformed targets passes them on."""
    return model.regressor if isinstance(model, TransformedTargetRegressor) else model


Fit: TypeAlias = Callable[[NDArray[np.intp]], Callable[[Floats], Floats]]
"""Fitted to some jets, what predicts the targets of others from their features."""


def _by_folds(features: Floats, targets: Floats, fit: Fit, folds: int, seed: int) -> list[HeldOut]:
    residual, limited = np.empty_like(targets), np.empty(targets.shape, dtype=bool)
    for train, test in KFold(folds, shuffle=True, random_state=seed).split(features):
        inputs, outputs = TrainingRange.of(features[train]), TrainingRange.of(targets[train])
        predicted = fit(train)(inputs.clip(features[test]))
        residual[test] = targets[test] - outputs.clip(predicted)
        beyond = (predicted < outputs.low) | (predicted > outputs.high)
        limited[test] = inputs.leave(features[test])[:, None] | beyond
    return [HeldOut(*columns) for columns in zip(residual.T, limited.T, strict=True)]


def held_out_scores(
    embedding: Any,
    labels: Any,
    *,
    model: Any = None,
    folds: int = 5,
    seed: int = 0,
    weight: Floats | None = None,
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
    params = None if weight is None else with_weights(classifier, weight)
    scores: Floats = cross_val_predict(
        classifier, features, classes, cv=parts, method="decision_function", params=params
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
