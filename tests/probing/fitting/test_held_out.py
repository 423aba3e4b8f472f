"""No jet is predicted by a probe that saw it, nor may one jet decide a score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from pyg_jets.probing import kernel_probe, mlp_probe, probe, ridge_probe
from pyg_jets.probing.fitting.held_out import held_out, held_out_scores, with_weights


def test_noise_is_not_learnt_by_heart() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(100, 30)), rng.normal(size=100)
    residual = held_out(x, y, model=None, folds=5, seed=0).residual
    assert (residual**2).mean() > (y**2).mean()
    scores = held_out_scores(x, y > 0, seed=0)
    assert abs(np.corrcoef(scores, y > 0)[0, 1]) < 0.3


def test_folds_are_functions_of_the_seed() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(100, 4)), rng.normal(size=100)
    first, same, other = (
        held_out(x, y, model=None, folds=5, seed=seed).residual for seed in (1, 1, 2)
    )
    assert (first == same).all()
    assert (first != other).any()


def test_predictions_are_those_of_a_loop_over_folds_and_jets() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.standard_t(2, size=(120, 3)), rng.standard_t(2, size=120)
    held = held_out(x, y, model=LinearRegression(), folds=4, seed=1)
    for train, test in KFold(4, shuffle=True, random_state=1).split(x):
        line = LinearRegression().fit(x[train], y[train])
        for jet in test:
            inside = [min(max(x[jet, f], x[train, f].min()), x[train, f].max()) for f in range(3)]
            predicted = line.predict([inside])[0]
            kept = min(max(predicted, y[train].min()), y[train].max())
            assert held.residual[jet] == pytest.approx(y[jet] - kept, abs=1e-12)
            assert held.limited[jet] == (inside != x[jet].tolist() or kept != predicted)
    assert 0 < held.limited.sum() < 60


def test_weights_reach_every_step_that_takes_them() -> None:
    weight = np.array([1.0, 2.0])
    assert list(with_weights(LinearRegression(), weight)) == ["sample_weight"]
    steps = [("scale", StandardScaler()), ("dead", PCA()), ("line", Ridge())]
    told = with_weights(Pipeline(steps), weight)
    assert set(told) == {"scale__sample_weight", "line__sample_weight"}
    assert all(value is weight for value in told.values())
    with pytest.raises(ValueError, match=r"'sample_weight'.*\(got KNeighborsRegressor, which does"):
        with_weights(Pipeline([*steps[:1], ("k", KNeighborsRegressor())]), weight)


def test_scores_with_weights_are_those_of_a_loop_over_folds() -> None:
    rng = np.random.default_rng(5)
    x, y, weight = rng.normal(size=(60, 2)), np.arange(60) % 2, rng.uniform(0.1, 3, 60)
    found = held_out_scores(x, y, model=LogisticRegression(), folds=3, seed=4, weight=weight)
    for train, test in StratifiedKFold(3, shuffle=True, random_state=4).split(x, y):
        line = LogisticRegression().fit(x[train], y[train], sample_weight=weight[train])
        np.testing.assert_allclose(found[test], line.decision_function(x[test]))


def test_the_smallest_training_set_must_do() -> None:
    """Of 53 jets in five folds the largest has 11: 42 are left, for 20 features and no more."""
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(53, 21)), rng.normal(size=53)
    options: Any = {"model": None, "folds": 5, "seed": 0}
    assert len(held_out(x[:, :20], y, **options).residual) == 53
    with pytest.raises(ValueError, match=r"21 features .* at least 44 jets \(got 42 of 53 in 5 f"):
        held_out(x, y, **options)
    with pytest.raises(ValueError, match=r"20 features .* at least 42 jets \(got 41 of 52 in 5 f"):
        held_out(x[:52, :20], y[:52], **options)


def one_far_jet(num_jets: int = 1000) -> tuple[Any, Any]:
    """Features that tell a target, and one jet at 4,000 standard deviations of one of them."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(num_jets, 20))
    y = x[:, 0] + x[:, 1] + 0.5 * rng.normal(size=num_jets)
    x[17, 1] = 4000.0
    return x, y


@pytest.mark.parametrize(
    "model",
    [None, ridge_probe(), kernel_probe(), mlp_probe(), LinearRegression()],
    ids=["linear", "ridge", "kernel", "mlp", "of the user"],
)
def test_one_jet_far_away_does_not_decide(model: Any) -> None:
    x, y = one_far_jet()
    score = probe(x, y, model=model, resamples=10)
    # What the other 999 jets give, but for the four folds in which that jet bends the fit.
    assert score.value > -0.1
    assert score.worst < 0.25
    assert score.limited > 0


def test_nearly_collinear_features_do_not_decide() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(800, 5))
    twins = x + 1e-5 * rng.normal(size=x.shape)
    twins[5] += 3.0  # one jet in which they are no twins
    y = x[:, 0] + 0.5 * rng.normal(size=800)
    score = probe(np.hstack((x, twins)), y)
    assert score.value == pytest.approx(probe(x, y).value, abs=0.02)
    plain = LinearRegression().fit(np.hstack((x, twins))[100:], y[100:])
    assert abs(plain.predict(np.hstack((x, twins))[5:6])[0] - y[5]) > 100 * y.std()
