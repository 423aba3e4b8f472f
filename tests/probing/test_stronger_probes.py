"""Each is scikit-learn's model on standardised features."""

import signal
import warnings
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

from pyg_jets.jobs.signals import Stopped
from pyg_jets.probing import kernel_probe, logistic_probe, mlp_probe, ridge_probe


def test_ridge_chooses_the_best_leave_one_out_error() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 30))
    y = x[:, 0] + 2 * rng.normal(size=40)
    fitted = ridge_probe().fit(x, y)
    scaled = StandardScaler().fit_transform(x)

    def error(alpha: float) -> float:
        keep = ~np.eye(40, dtype=bool)
        fits = [Ridge(alpha).fit(scaled[rows], y[rows]) for rows in keep]
        held_out = [fit.predict(row[None])[0] for fit, row in zip(fits, scaled, strict=True)]
        return float(((y - held_out) ** 2).mean())

    chosen = fitted[-1].alpha_
    assert error(chosen) == min(map(error, fitted[-1].alphas))
    assert 1e-3 < chosen < 1e5


@pytest.mark.parametrize("stop", [KeyboardInterrupt, Stopped(signal.SIGTERM)])
def test_a_network_that_is_interrupted_is_none(stop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scikit-learn's would be taken for a trained one."""
    steps, step = iter(range(1000)), MLPRegressor._backprop

    def interrupted(*arguments: Any) -> Any:
        if next(steps) == 5:
            raise stop
        return step(*arguments)

    x = np.random.default_rng(0).normal(size=(400, 3))
    whole = mlp_probe().fit(x, x[:, 0]).predict(x)
    monkeypatch.setattr(MLPRegressor, "_backprop", interrupted)
    with pytest.raises((KeyboardInterrupt, Stopped)):
        mlp_probe().fit(x, x[:, 0])
    np.testing.assert_array_equal(mlp_probe().fit(x, x[:, 0]).predict(x), whole)


@pytest.mark.filterwarnings("error:other")
def test_other_warnings_that_are_errors_stay_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def warns(*_: Any) -> None:
        warnings.warn("other", UserWarning, stacklevel=1)

    monkeypatch.setattr(MLPRegressor, "_backprop", warns)
    with pytest.raises(UserWarning, match="other"):
        mlp_probe().fit(np.zeros((40, 1)), np.arange(40.0))


def test_logistic_is_sklearns() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3)) * [1.0, 100.0, 0.1]
    labels = (x[:, 0] + rng.normal(size=200) > 0).astype(int)
    expected = LogisticRegression(C=0.5, max_iter=2000).fit(
        StandardScaler().fit_transform(x), labels
    )
    np.testing.assert_allclose(
        logistic_probe(penalty=2.0).fit(x, labels)[-1].coef_, expected.coef_, rtol=1e-6
    )


@pytest.mark.parametrize("build", [kernel_probe, mlp_probe])
def test_random_ones_are_functions_of_their_seed(build: type) -> None:
    x = np.random.default_rng(0).normal(size=(100, 2))
    first, same, other = (clone(build(seed=seed)).fit(x, x[:, 0]).predict(x) for seed in (1, 1, 2))
    assert (first == same).all()
    assert (first != other).any()


def test_a_dead_unit_that_wakes_up_is_ignored() -> None:
    x = np.random.default_rng(0).normal(size=(100, 2)) * [1.0, 0.0]
    for model in (ridge_probe(), kernel_probe(), mlp_probe()):
        fitted = model.fit(x, x[:, 0])
        awake = x + np.array([0.0, 1e6])
        np.testing.assert_allclose(fitted.predict(awake), fitted.predict(x))
