"""Held-out scores against scikit-learn's, and what is refused or counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from pyg_jets.metrics import roc_auc
from pyg_jets.probing import (
    AliveScaler,
    LinearProbe,
    kernel_probe,
    logistic_probe,
    mlp_probe,
    probe,
    probe_labels,
    probe_many,
    ridge_probe,
)


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


def test_probe_agrees_with_sklearns_cross_validation() -> None:
    features, target = planted(noise=1.5)
    parts = KFold(4, shuffle=True, random_state=3)
    held_out = cross_val_predict(reference(), features, target, cv=parts)
    for train, test in parts.split(features):  # no prediction beyond the other folds' targets
        held_out[test] = held_out[test].clip(target[train].min(), target[train].max())
    estimate = probe(features, target, folds=4, seed=3)
    assert estimate.value == pytest.approx(r2_score(target, held_out), abs=1e-12)
    assert estimate.low < estimate.value < estimate.high


def test_probe_is_a_function_of_its_seed() -> None:
    features, target = planted(noise=1.5)
    assert probe(features, target, seed=1) == probe(features, target, seed=1)
    assert probe(features, target, seed=1) != probe(features, target, seed=2)


def test_permuted_targets_score_nothing() -> None:
    features, target = planted(2000)
    shuffled = np.random.default_rng(5).permutation(target)
    assert -0.02 < probe(features, shuffled).value < 0.005


def test_the_score_does_not_depend_on_the_units_of_the_features() -> None:
    features, target = planted(noise=1.5)
    other = features * [1e6, -3.0, 1e-5, 0.2] + [5.0, 0.0, -1.0, 10.0]
    assert probe(other, target).value == pytest.approx(probe(features, target).value, abs=1e-9)


def test_units_alive_in_a_few_jets_do_not_spoil_the_score() -> None:
    features, target = planted(2000, noise=1.5)
    rng = np.random.default_rng(6)
    rare = np.zeros((2000, 20))
    for unit in rare.T:
        unit[rng.choice(2000, 2, replace=False)] = [1e-3, 1.0]
    more = np.hstack((features, rare))
    assert probe(more, target).value == pytest.approx(probe(features, target).value, abs=1e-9)
    ridge = make_pipeline(StandardScaler(), Ridge(1.0))
    assert r2_score(target, cross_val_predict(ridge, more, target)) < 0


def test_interval_covers_the_truth() -> None:
    # Signal and noise of equal variance: R2 = 1/2 for a known line, a little less for a fitted one.
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(100):
        x = rng.normal(size=(400, 1))
        estimate = probe(x, x[:, 0] + rng.normal(size=400), resamples=100)
        hits += estimate.low <= 0.5 <= estimate.high
    assert 55 < hits < 82


def test_replicas_that_happen_to_be_constant_are_left_out() -> None:
    features, target = np.arange(12.0)[:, None], np.eye(12)[3]
    estimate = probe(features, target)
    assert np.isfinite([estimate.low, estimate.high]).all()


def test_a_constant_target_has_no_r2() -> None:
    with pytest.raises(ValueError, match=r"'target' must vary between jets.*\(got 3 for all 300\)"):
        probe(planted()[0], np.full(300, 3.0))


def test_too_few_jets_are_refused() -> None:
    features, target = planted(13, noise=1.0)
    assert probe(features, target, folds=5).value < 1
    with pytest.raises(ValueError, match=r"at least 10 jets \(got 9 of 12 in 5 folds\)"):
        probe(features[:12], target[:12], folds=5)


def test_one_fold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'folds' must be at least 2 \(got 1\)"):
        probe(*planted(), folds=1)


def test_a_bootstrap_without_samples_is_refused() -> None:
    with pytest.raises(ValueError, match="'resamples' must be at least 1"):
        probe(*planted(), resamples=0)


def test_undefined_targets_are_left_out_and_counted() -> None:
    features, target = planted(noise=1.5)
    holes = target.copy()
    holes[::10] = np.nan
    estimate = probe(features, holes)
    assert (estimate.count, estimate.total) == (270, 300)
    here = ~np.isnan(holes)
    assert estimate.value == probe(features[here], target[here]).value
    assert probe(features, target).count == 300


def test_infinite_targets_and_features_that_are_not_finite_are_refused() -> None:
    features, target = planted()
    target[3] = np.inf
    with pytest.raises(ValueError, match=r"'target' must be finite \(got 1 infinite .* of 300\)"):
        probe(features, target)
    features[3, 1], features[7, 2] = np.nan, np.inf
    with pytest.raises(ValueError, match=r"'embedding' must be finite \(got 2 NaN .* of 1200\)"):
        probe(features, target)


def test_a_target_that_is_never_defined_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(got 0 of 0 in 5 folds\)"):
        probe(planted()[0], np.full(300, np.nan))


def test_penalised_probes_need_fewer_jets() -> None:
    features, target = planted(25)
    wide = np.hstack([features] * 10)
    with pytest.raises(ValueError, match="a probe of 40 features must train on at least 82 jets"):
        probe(wide, target)
    # 1 but for what the rule takes from 25 jets, most of which are some fold's outermost.
    assert probe(wide, target, model=ridge_probe()).value > 0.98
    with pytest.raises(ValueError, match=r"at least 20 jets \(got 19 of 24"):
        probe(wide[:24], target[:24], model=ridge_probe())


@pytest.mark.parametrize("model", [kernel_probe(), mlp_probe()], ids=["kernel", "mlp"])
def test_stronger_probes_see_what_a_line_does_not(model: Any) -> None:
    x = np.random.default_rng(0).normal(size=(600, 2))
    target = x[:, 0] * x[:, 1]
    assert probe(x, target).value < 0.05
    assert probe(x, target, model=model, resamples=5).value > 0.7


def test_labels_agree_with_sklearns_cross_validation() -> None:
    features, target = planted(noise=5.0)
    labels = target > np.median(target)
    parts = StratifiedKFold(5, shuffle=True, random_state=2)
    scores = cross_val_predict(
        logistic_probe(), features, labels.astype(float), cv=parts, method="decision_function"
    )
    estimate = probe_labels(features, labels, seed=2)
    assert estimate == roc_auc(scores, labels, seed=2)
    assert 0.6 < estimate.value < 0.95


def test_labels_of_one_class_are_refused() -> None:
    labels = np.zeros(300)
    labels[:4] = 1
    with pytest.raises(ValueError, match=r"at least 5 jets, one for each fold \(got 4\)"):
        probe_labels(planted()[0], labels)


def test_labels_in_one_fold_are_refused() -> None:
    features, target = planted()
    with pytest.raises(ValueError, match=r"'folds' must be at least 2 \(got 1\)"):
        probe_labels(features, target > np.median(target), folds=1)


@pytest.mark.parametrize("model", [None, kernel_probe()], ids=["linear", "kernel"])
def test_many_observables_at_once_are_those_one_by_one(model: Any) -> None:
    features, target = planted(noise=1.5)
    other = target**2
    together = probe_many(features, np.stack((target, other), 1), model=model, seed=1, resamples=20)
    for score, alone in zip(together, (target, other), strict=True):
        expected = probe(features, alone, model=model, seed=1, resamples=20)
        assert score.value == pytest.approx(expected.value, abs=1e-9)
        assert (score.limited, score.count) == (expected.limited, expected.count)
        assert (score.low, score.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_five_folds_and_200_samples_are_usual() -> None:
    features, target = planted(80, noise=1.5)
    usual: Any = {"folds": 5, "seed": 0, "resamples": 200}
    assert probe(features, target) == probe(features, target, **usual)
    targets, labels = target[:, None], target > np.median(target)
    assert probe_many(features, targets) == probe_many(features, targets, **usual)
    assert probe_labels(features, labels) == probe_labels(features, labels, **usual)


def test_many_observables_must_all_be_there() -> None:
    features, target = planted()
    with pytest.raises(ValueError, match=r"'targets' must have a row for each of the 300 jets"):
        probe_many(features, target[:10, None])
    target[3] = np.nan
    with pytest.raises(ValueError, match=r"'targets' must be finite \(got 1 NaN"):
        probe_many(features, target[:, None])


def _weighted_sample() -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(2)
    features, weight = rng.normal(size=(200, 3)), rng.integers(0, 4, 200)
    return features, features @ [1.0, -2.0, 0.5] + rng.normal(size=200) * 2, weight


def test_whole_weights_are_jets_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """If all copies of a jet are in one fold, with which other jets it may be."""
    features, target, weight = _weighted_sample()
    copies = np.repeat(np.arange(200), weight)

    class Halves:
        def __init__(self, *_: Any, **__: Any) -> None:
            pass

        def split(self, x: Any, y: Any = None, **_: Any) -> Any:
            assert y is None or len(y) == len(x)
            # Whichever sample this is, a jet is known by its first feature.
            side = np.sin(1000 * x[:, 0]) > 0
            return [(np.flatnonzero(side), np.flatnonzero(~side)),
                    (np.flatnonzero(~side), np.flatnonzero(side))]  # fmt: skip

        def get_n_splits(self, *_: Any, **__: Any) -> int:
            return 2

    monkeypatch.setattr("pyg_jets.probing.fitting.held_out.KFold", Halves)
    monkeypatch.setattr("pyg_jets.probing.fitting.held_out.StratifiedKFold", Halves)
    for model in (None, Ridge(1.0)):
        weighted = probe(features, target, weight=weight, model=model)
        repeated = probe(features[copies], target[copies], model=model)
        assert weighted.value == pytest.approx(repeated.value, rel=1e-9)
        assert weighted.value != pytest.approx(probe(features, target, model=model).value, rel=1e-3)
        assert weighted.high - weighted.low > repeated.high - repeated.low
    (many,) = probe_many(features, target[:, None], weight=weight)
    assert many.value == pytest.approx(probe(features, target, weight=weight).value)
    labels = (target > 0).astype(int)
    scored = probe_labels(features, labels, weight=weight)
    again = probe_labels(features[copies], labels[copies])
    assert scored.value == pytest.approx(again.value, rel=1e-5)
    assert scored.value != pytest.approx(probe_labels(features, labels).value, rel=1e-4)


def test_jets_without_weight_or_target_are_counted() -> None:
    features, target, weight = _weighted_sample()
    target[:5] = np.nan
    score = probe(features, target, weight=weight)
    assert score.total == 200
    assert score.count == int(((weight > 0) & ~np.isnan(target)).sum())


def test_every_probe_of_the_package_takes_weights() -> None:
    features, target, weight = _weighted_sample()
    for model in (LinearProbe(), ridge_probe(), kernel_probe(), mlp_probe()):
        weighed = probe(features, target, weight=weight, model=model, resamples=5)
        assert weighed.value != probe(features, target, model=model, resamples=5).value


def test_models_that_take_no_weights_are_refused() -> None:
    features, target, weight = _weighted_sample()
    for model in (KNeighborsRegressor(), make_pipeline(AliveScaler(), KNeighborsRegressor())):
        with pytest.raises(ValueError, match=r"'model' must take weights, .*KNeighborsRegressor"):
            probe(features, target, weight=weight, model=model)
    with pytest.raises(ValueError, match=r"'weight' must have shape \(200,\)"):
        probe_labels(features, target > 0, weight=[1.0])
