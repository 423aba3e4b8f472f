"""Probes that may see more than a straight line, and the one for labels; scikit-learn's models."""

from __future__ import annotations

import warnings
from typing import Any, cast

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.kernel_approximation import RBFSampler
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

from pyg_jets.probing.fitting.alive_scaler import AliveScaler

_PENALTIES = np.geomspace(1e-3, 1e5, 17)


def ridge_probe() -> Pipeline:
    r"""Least squares with a penalty on the weights, for few jets or many features.

    .. math::
        \min_{w, b} \sum_i (y_i - w \cdot x_i - b)^2 + \alpha |w|^2

    on standardised features; :math:`\alpha` is the one of the best leave-one-out error.

    Example:
        >>> x = np.arange(50.0)[:, None]
        >>> round(ridge_probe().fit(x, 2 * x[:, 0]).score(x, 2 * x[:, 0]), 3)
        1.0
    """
    return make_pipeline(AliveScaler(), RidgeCV(_PENALTIES))


def kernel_probe(seed: int = 0) -> Pipeline:
    r"""Ridge regression on random Fourier features beside the features themselves.

    They stand for the kernel :math:`\exp(-|x - x'|^2 / 2 \ell^2)` (`Rahimi and Recht 2007
    <https://papers.nips.cc/paper/3182-random-features-for-large-scale-kernel-machines>`_), with
    :math:`2 \ell^2` the summed variance of the features; the penalty is chosen as in
    :func:`ridge_probe`.

    Args:
        seed: Of their directions.
    """
    ridge = RidgeCV(_PENALTIES, alpha_per_target=True)
    fourier = RBFSampler(gamma="scale", n_components=300, random_state=seed)
    return make_pipeline(AliveScaler(), make_union("passthrough", fourier), ridge)


def mlp_probe(seed: int = 0) -> Pipeline:
    """A network with one hidden layer, stopped early on a tenth of its training jets.

    Args:
        seed: Of its initial weights and of that tenth.
    """
    network = _Network(
        hidden_layer_sizes=(64,),
        early_stopping=True,
        learning_rate_init=1e-2,
        tol=1e-3,
        max_iter=1000,
        random_state=seed,
    )
    return make_pipeline(
        AliveScaler(), TransformedTargetRegressor(network, transformer=StandardScaler())
    )


class _Network(MLPRegressor):
    """Ctrl-C ends it: scikit-learn's own warns, and goes on with a network that is half trained."""

    # Weights by their name: whoever has some looks whether a model takes them.
    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> _Network:
        interrupted = "Training interrupted by user"
        with warnings.catch_warnings():
            warnings.filterwarnings("error", interrupted)
            try:
                return cast(_Network, super().fit(X, y, sample_weight=sample_weight))
            except UserWarning as warning:
                if interrupted not in str(warning):
                    raise
                raise KeyboardInterrupt from warning


def logistic_probe(penalty: float = 1.0) -> Pipeline:
    r"""Logistic regression for class labels, on standardised features.

    Args:
        penalty: Weight of :math:`\frac12 |w|^2` beside the summed cross-entropy.
    """
    return make_pipeline(AliveScaler(), LogisticRegression(C=1 / penalty, max_iter=2000))
