"""What is taken as features and targets."""

import numpy as np
import pytest
import torch

from pyg_jets.probing.fitting.arrays import (
    defined,
    feature_array,
    features_and_target,
    label_array,
    target_array,
)


def test_nan_is_a_target_but_no_feature() -> None:
    assert np.isnan(target_array("y", torch.tensor([1.0, torch.nan]), 2)).tolist() == [False, True]
    with pytest.raises(ValueError, match=r"'x' must be finite \(got 1 NaN or infinite"):
        feature_array("x", [[1.0], [np.nan]])
    with pytest.raises(ValueError, match=r"'y' must be finite \(got 1 NaN or infinite"):
        features_and_target("x", [[1.0], [2.0]], "y", [1.0, np.nan])


def test_infinity_is_neither() -> None:
    with pytest.raises(ValueError, match=r"'y' must be finite \(got 1 infinite values of 2\)"):
        target_array("y", [1.0, np.inf], 2)


def test_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match=r"'x' must have shape \(num_jets, num_features\)"):
        feature_array("x", [1.0])
    with pytest.raises(ValueError, match=r"'y' must have shape \(3,\), one value per jet"):
        target_array("y", [1.0], 3)


def test_labels_are_0_or_1() -> None:
    assert label_array("y", [True, False], 2).tolist() == [1, 0]
    for bad in (2.0, np.nan):
        with pytest.raises(ValueError, match=rf"'y' must be 1 .* or 0 .* \(got {bad:g}\)"):
            label_array("y", [0.0, 1.0, bad], 3)


def test_jets_without_a_target_are_left_out() -> None:
    features, target = defined("x", [[1, 2], [3, 4], [5, 6]], "y", [7.0, np.nan, 8.0])
    assert (features.tolist(), target.tolist()) == ([[1, 2], [5, 6]], [7, 8])
    with pytest.raises(ValueError, match=r"'y' must have shape \(1,\)"):
        defined("x", [[1.0]], "y", [1.0, 2.0])
