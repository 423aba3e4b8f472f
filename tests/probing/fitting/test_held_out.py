"""No jet is predicted by a probe that saw it, nor may one jet decide a score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold

from pyg_jets.probing import kernel_probe, mlp_probe, probe, ridge_probe
from pyg_jets.probing.fitting.held_out import held_out, held_out_scores


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
