"""Features and targets as arrays that fit each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pyg_jets.metrics import Floats, float64_array


def feature_array(name: str, values: Any) -> Floats:
    """Features of jets ``(num_jets, num_features)``, from a tensor or an array.

    Raises:
        ValueError: If the shape is another, there is no value, or one is not finite.
    """
    features = float64_array(values)
    if features.ndim != 2 or features.size == 0:
        raise ValueError(
            f"'{name}' must have shape (num_jets, num_features) and not be empty "
            f"(got {features.shape})"
        )
    _check_finite(name, features, ~np.isfinite(features), "NaN or infinite values")
    return features


def target_array(name: str, values: Any, num_jets: int) -> Floats:
    """One value per jet ``(num_jets,)``; NaN where it is not defined.

    Raises:
        ValueError: If the shape is another, or a value infinite.
    """
    target = float64_array(values)
    if target.shape != (num_jets,):
        raise ValueError(
            f"'{name}' must have shape ({num_jets},), one value per jet (got {target.shape})"
        )
    _check_finite(name, target, np.isinf(target), "infinite values")
    return target


def label_array(name: str, values: Any, num_jets: int) -> Floats:
    """One class label per jet ``(num_jets,)``: 1 for signal, 0 for background.

    Raises:
        ValueError: If the shape or a label is another.
    """
    labels = target_array(name, values, num_jets)
    if not np.isin(labels, (0, 1)).all():
        other = labels[~np.isin(labels, (0, 1))][0]
        raise ValueError(f"'{name}' must be 1 (signal) or 0 (background) (got {other:g})")
    return labels


def features_and_target(x_name: str, x: Any, y_name: str, y: Any) -> tuple[Floats, Floats]:
    """Both for a fit, where no target may be missing.

    Raises:
        ValueError: If a shape is wrong, or a value not finite.
    """
    features = feature_array(x_name, x)
    target = target_array(y_name, y, len(features))
    _check_finite(y_name, target, np.isnan(target), "NaN or infinite values")
    return features, target


def features_and_targets(embedding: Any, targets: Any) -> tuple[Floats, Floats]:
    """Both for probes of several observables, of which none may be missing.

    Raises:
        ValueError: If a shape is wrong, or a value not finite.
    """
    features, values = feature_array("embedding", embedding), feature_array("targets", targets)
    if len(values) != len(features):
        raise ValueError(
            f"'targets' must have a row for each of the {len(features)} jets (got {len(values)})"
        )
    return features, values


def defined(x_name: str, x: Any, y_name: str, y: Any) -> tuple[Floats, Floats]:
    """Features and targets of the jets whose target is not NaN.

    Raises:
        ValueError: If a shape is wrong, a feature not finite, or a target infinite.
    """
    features = feature_array(x_name, x)
    target = target_array(y_name, y, len(features))
    here = ~np.isnan(target)
    return features[here], target[here]


def _check_finite(name: str, values: Floats, bad: NDArray[np.bool_], what: str) -> None:
    if count := int(bad.sum()):
        raise ValueError(
            f"'{name}' must be finite (got {count} {what} of {values.size}); leave those jets out"
        )
