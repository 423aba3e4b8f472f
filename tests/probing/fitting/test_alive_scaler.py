"""Dead features become 0, others what scikit-learn makes of them."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.preprocessing import StandardScaler

from pyg_jets.probing import AliveScaler


def test_living_features_are_those_of_sklearn() -> None:
    x = np.random.default_rng(0).normal(size=(50, 3)) * [1.0, 1e5, 1e-4]
    np.testing.assert_allclose(AliveScaler().fit_transform(x), StandardScaler().fit_transform(x))


def test_a_unit_alive_in_a_few_jets_is_dead() -> None:
    x = np.random.default_rng(0).normal(size=(2000, 3))
    x[:, 1] = 0
    x[:9, 1] = 1
    x[:, 2] = 0
    x[:10, 2] = 1
    scaled = AliveScaler().fit_transform(x)
    assert (scaled != 0).any(axis=0).tolist() == [True, False, True]


def test_of_few_jets_one_makes_a_unit_alive() -> None:
    x = np.zeros((50, 3))
    x[:, 0], x[3, 1], x[:, 2] = np.arange(50), 1, 70  # the last has one value, and no other has it
    scaled = AliveScaler().fit_transform(x)
    assert (scaled != 0).any(axis=0).tolist() == [True, True, False]


def test_it_is_an_sklearn_estimator() -> None:
    copy = clone(AliveScaler())
    assert copy.fit([[1.0], [2.0]]) is copy


def test_misuse_is_refused() -> None:
    with pytest.raises(NotFittedError, match="not fitted yet"):
        AliveScaler().transform([[1.0]])
    with pytest.raises(ValueError, match=r"'X' must have shape \(num_jets, 1\) as in fit"):
        AliveScaler().fit([[1.0], [2.0]]).transform([[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"'X' must be finite"):
        AliveScaler().fit([[np.nan], [2.0]])


def test_whole_weights_are_jets_repeated() -> None:
    rng = np.random.default_rng(0)
    features, weight = rng.normal((0, 5, 100), size=(50, 3)), rng.integers(0, 4, 50)
    weighted = AliveScaler().fit(features, sample_weight=weight)
    repeated = AliveScaler().fit(np.repeat(features, weight, axis=0))
    np.testing.assert_allclose(weighted.mean_, repeated.mean_)
    np.testing.assert_allclose(weighted.scale_, repeated.scale_)
    assert np.array_equal(weighted.range_.low, repeated.range_.low)
