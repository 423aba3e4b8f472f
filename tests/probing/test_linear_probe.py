"""The linear probe against scikit-learn's regression and planted relations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from pyg_jets.probing import LinearProbe, probe


def planted(num_jets: int = 300, noise: float = 0.0, seed: int = 0) -> tuple[Any, Any]:
    """Features of very different units, and a target linear in them.

    Of few different values: every fold has their whole range, so that no jet is limited.
    """
    rng = np.random.default_rng(seed)
    values = rng.integers(-2, 3, size=(num_jets, 4))
    features = values * [1e-3, 1.0, 50.0, 1e4] + [0.0, 3.0, -40.0, 1e5]
    weights = np.array([2e3, -1.0, 0.04, 3e-4])
    return features, features @ weights + 7.0 + noise * rng.normal(size=num_jets)


def reference() -> Any:
    """The same fit in scikit-learn, which by itself drops features of small units unscaled."""
    return make_pipeline(StandardScaler(), LinearRegression())


def test_a_planted_relation_is_found_in_its_units() -> None:
    features, target = planted()
    fitted = LinearProbe().fit(features, target)
    np.testing.assert_allclose(fitted.coef_, [2e3, -1.0, 0.04, 3e-4], rtol=1e-9)
    assert fitted.intercept_ == pytest.approx(7.0, rel=1e-7)
    assert fitted.score(features, target) == pytest.approx(1.0, abs=1e-12)
    score = probe(features, target)
    # Less than 1 by the jets with the greatest and least targets, put into the others' range.
    assert 0.999 < score.value < 1
    assert 0 < score.limited < 10


def test_agrees_with_sklearns_regression() -> None:
    features, target = planted(noise=1.5)
    fitted, expected = LinearProbe().fit(features, target), reference().fit(features, target)
    weights = expected[-1].coef_ / expected[0].scale_
    np.testing.assert_allclose(fitted.coef_, weights, rtol=1e-9)
    np.testing.assert_allclose(fitted.predict(features), expected.predict(features), rtol=1e-9)
    assert fitted.score(features, target) == pytest.approx(expected.score(features, target))


def test_dead_and_repeated_features_change_nothing() -> None:
    features, target = planted(noise=1.5)
    dead = np.full((len(features), 2), [0.0, 0.1])
    more = np.hstack((features, dead, features[:, :2]))
    fitted = LinearProbe().fit(more, target)
    assert (fitted.coef_[4:6] == 0).all()
    np.testing.assert_allclose(fitted.coef_[:2], fitted.coef_[6:])
    assert probe(more, target).value == pytest.approx(probe(features, target).value, abs=1e-9)


@pytest.mark.parametrize(("width", "seen"), [(1e-2, True), (1e-4, False)])
def test_directions_narrower_than_a_thousandth_are_left_out(width: float, seen: bool) -> None:
    """Twins but for their difference: a target that it tells, and one that both tell."""
    a, b = np.array([[1.0, -1, 1, -1], [1, 1, -1, -1]]).repeat(10, axis=1)
    fitted = LinearProbe().fit(np.stack((a, a + width * b), 1), 6 * a + 5 * b)
    # With 6 a + 5 b = (6 - 5 / width) a + (5 / width) (a + width b).
    expected = [6 - 5 / width, 5 / width] if seen else [3, 3]
    np.testing.assert_allclose(fitted.coef_, expected, rtol=1e-3)


def test_a_unit_that_wakes_up_in_the_held_out_part_is_ignored() -> None:
    features, target = planted()
    features = np.hstack((features, np.zeros((len(features), 1))))
    fitted = LinearProbe().fit(features, target)
    features[0, 4] = 1e6
    np.testing.assert_allclose(fitted.predict(features), target, rtol=1e-9)


def test_a_constant_target_is_fitted_by_its_value() -> None:
    fitted = LinearProbe().fit([[1.0], [2.0], [3.0]], [4.0, 4.0, 4.0])
    assert fitted.predict([[9.0]]).tolist() == [4.0]


def test_tensors_are_read() -> None:
    features, target = planted(noise=1.5)
    tensor = torch.tensor(features, dtype=torch.float32, requires_grad=True)
    labels = torch.tensor(target, requires_grad=True)
    fitted = LinearProbe().fit(tensor, labels)
    assert isinstance(fitted.predict(tensor), np.ndarray)
    assert fitted.score(tensor, labels) == pytest.approx(
        LinearProbe().fit(features, target).score(features, target), rel=1e-4
    )
    assert probe(tensor, labels).value == probe(tensor.detach().numpy(), target).value


def test_it_is_an_sklearn_estimator() -> None:
    copy = clone(LinearProbe())
    assert copy.get_params() == {}
    assert copy.fit(*planted()) is copy


def test_predicting_before_the_fit_is_refused() -> None:
    with pytest.raises(NotFittedError, match="not fitted yet"):
        LinearProbe().predict([[1.0]])


def test_other_features_than_in_the_fit_are_refused() -> None:
    fitted = LinearProbe().fit(*planted())
    with pytest.raises(ValueError, match=r"'X' must have shape \(num_jets, 4\) as in fit"):
        fitted.predict(np.zeros((3, 5)))


@pytest.mark.parametrize("shape", [(10,), (10, 2, 2), (0, 2), (10, 0)])
def test_features_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"'X' must have shape \(num_jets, num_features\)"):
        LinearProbe().fit(np.zeros(shape), np.zeros(10))
    with pytest.raises(ValueError, match=r"'embedding' must have shape \(num_jets, num_features\)"):
        probe(np.zeros(shape), np.zeros(10))


@pytest.mark.parametrize("shape", [(9,), (10, 1)])
def test_targets_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"'y' must have shape \(10,\), one value per jet"):
        LinearProbe().fit(np.zeros((10, 2)), np.zeros(shape))


def test_values_that_are_not_finite_are_counted_and_refused() -> None:
    features, target = planted()
    features[3, 1], features[7, 2] = np.nan, np.inf
    with pytest.raises(ValueError, match=r"'X' must be finite \(got 2 NaN .* of 1200\)"):
        LinearProbe().fit(features, target)
    target[5] = np.nan
    with pytest.raises(ValueError, match=r"'y' must be finite \(got 1 NaN .* of 300\)"):
        LinearProbe().fit(planted()[0], target)


def _repeated(num_jets: int = 80) -> tuple[Any, Any, Any, Any]:
    features, target = planted(num_jets, noise=1.5)
    weight = np.random.default_rng(3).integers(0, 4, num_jets)
    return features, target, weight, np.repeat(np.arange(num_jets), weight)


def test_whole_weights_are_jets_repeated() -> None:
    features, target, weight, copies = _repeated()
    weighted = LinearProbe().fit(features, target, weight)
    repeated = LinearProbe().fit(features[copies], target[copies])
    np.testing.assert_allclose(weighted.coef_, repeated.coef_, rtol=1e-8)
    assert weighted.intercept_ == pytest.approx(repeated.intercept_, rel=1e-8)
    assert weighted.score(features, target, weight) == pytest.approx(
        repeated.score(features[copies], target[copies])
    )
    assert weighted.coef_ != pytest.approx(LinearProbe().fit(features, target).coef_, rel=1e-4)
    # Of jets that weigh nothing not even the range is known.
    features[weight == 0] *= 100
    assert LinearProbe().fit(features, target, weight).range_.high.max() < 2e5


def test_weights_agree_with_sklearns_regression() -> None:
    features, target, weight, _ = _repeated()
    weights = weight + 0.37
    expected = LinearRegression().fit(features / [1e-3, 1, 50, 1e4], target, weights)
    found = LinearProbe().fit(features, target, weights).coef_ * [1e-3, 1, 50, 1e4]
    np.testing.assert_allclose(found, expected.coef_, rtol=1e-8)


def test_bad_weights() -> None:
    features, target = planted(10)
    with pytest.raises(ValueError, match="'weight' must be finite and not negative"):
        LinearProbe().fit(features, target, [-1.0] * 10)
    with pytest.raises(ValueError, match="not be empty"):
        LinearProbe().fit(features, target, [0.0] * 10)
