"""Scores of probes on jets that neither the tagger nor the probe has seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

from pyg_jets.metrics import Estimate, Floats, float64_array, roc_auc
from pyg_jets.probing._arrays import feature_array, target_array
from pyg_jets.probing.linear_probe import LinearProbe
from pyg_jets.probing.stronger_probes import logistic_probe

_FEWEST = 20


def probe(
    embedding: Any,
    target: Any,
    *,
    model: Any = None,
    folds: int = 5,
    seed: int = 0,
    resamples: int = 200,
) -> Estimate:
    r"""Cross-validated :math:`R^2`: every jet is predicted by a probe that never saw it.

    .. math::
        R^2 = 1 - \frac{\sum_i (y_i - \hat y_i)^2}{\sum_i (y_i - \bar y)^2}

    over all jets, with one probe per fold. 1 is a perfect fit, 0 as good as the mean, slightly
    negative what noise gives. The interval is the central 68 % of a bootstrap over jets, the probes
    as they are. Jets whose target is NaN, not defined, are left out and counted: ``count`` of
    ``total`` were used. A score means something only beside its controls, see
    :func:`controlled_probe`.

    Args:
        embedding: Frozen embeddings of jets the tagger was not trained on; tensor or array.
        target: The observable.
        model: A regressor in scikit-learn's manner; :class:`LinearProbe` if not given.
        folds: Number of parts; each is predicted from the others.
        seed: Seed of the folds and of the bootstrap.
        resamples: Number of bootstrap samples.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **target:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a feature is not finite, a target is infinite, the target
            is constant, ``folds`` is below 2, ``resamples`` is below 1, or jets are too few: a
            linear probe needs two training jets for each of its ``num_features + 1`` parameters,
            any other 20.

    Example:
        >>> x = np.arange(100.0)
        >>> print(probe(x[:, None], 3 * x + 1))
        1.000 [1.000, 1.000] (100 of 100)
    """
    features, values = defined("embedding", embedding, "target", target)
    residual = held_out_residual(features, values, model=model, folds=folds, seed=seed)
    estimate = bootstrapped_r2(residual, values, seed, resamples)
    return replace(estimate, count=len(values), total=len(float64_array(target)))


def probe_labels(
    embedding: Any,
    labels: Any,
    *,
    model: Any = None,
    folds: int = 5,
    seed: int = 0,
    resamples: int = 200,
) -> Estimate:
    """Cross-validated AUC of class labels: every jet is scored by a probe that never saw it.

    Args:
        embedding: As in :func:`probe`.
        labels: 1 for signal, 0 for background.
        model: A classifier in scikit-learn's manner; :func:`logistic_probe` if not given.
        folds: Number of parts, each with both classes in their shares.
        seed: Seed of the folds and of the bootstrap.
        resamples: Number of bootstrap samples.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **labels:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a value is not finite, a label is neither 0 nor 1, or a
            class has fewer jets than there are folds.
    """
    scores = held_out_scores(embedding, labels, model=model, folds=folds, seed=seed)
    return roc_auc(scores, labels, seed=seed, resamples=resamples)


def held_out_scores(
    embedding: Any, labels: Any, *, model: Any = None, folds: int = 5, seed: int = 0
) -> Floats:
    """Score of each jet by a classifier fitted to the other folds, ``(num_jets,)``."""
    features = feature_array("embedding", embedding)
    classes = target_array("labels", labels, len(features))
    _check_folds(folds)
    if (fewest := min((classes == 0).sum(), (classes == 1).sum())) < folds:
        raise ValueError(
            f"each class must have at least {folds} jets, one for each fold (got {fewest}); "
            f"give more jets"
        )
    parts = StratifiedKFold(folds, shuffle=True, random_state=seed)
    classifier = logistic_probe() if model is None else model
    scores: Floats = cross_val_predict(
        classifier, features, classes, cv=parts, method="decision_function"
    )
    return scores


def defined(x_name: str, x: Any, y_name: str, y: Any) -> tuple[Floats, Floats]:
    """Features and targets of the jets whose target is not NaN.

    Raises:
        ValueError: If a shape is wrong, a feature not finite, or a target infinite.
    """
    features = feature_array(x_name, x)
    target = target_array(y_name, y, len(features))
    here = ~np.isnan(target)
    return features[here], target[here]


def held_out_residual(
    features: Floats, target: Floats, *, model: Any, folds: int, seed: int
) -> Floats:
    """Target minus its prediction by a probe fitted to the other folds.

    Raises:
        ValueError: If jets are too few, ``folds`` is below 2, or the target is constant.
    """
    model = LinearProbe() if model is None else model
    linear = isinstance(model, LinearProbe)
    _check_folds(folds)
    _check_size(features, 2 * (features.shape[1] + 1) if linear else _FEWEST, folds)
    if target.min() == target.max():
        raise ValueError(
            f"'target' must vary between jets: R2 compares with its variance "
            f"(got {target[0]:g} for all {len(target)})"
        )
    parts = KFold(folds, shuffle=True, random_state=seed)
    residual: Floats = target - cross_val_predict(model, features, target, cv=parts)
    return residual


def bootstrapped_r2(residual: Floats, target: Floats, seed: int, resamples: int) -> Estimate:
    r""":math:`R^2` from held-out residuals, with a bootstrap over jets."""
    # A sample of few distinct values can be constant by chance: its R2 is not defined.
    return bootstrapped(
        lambda jets: (
            r2(residual[jets], target[jets]) if target[jets].min() < target[jets].max() else np.nan
        ),
        len(target),
        seed,
        resamples,
    )


def bootstrapped(
    statistic: Callable[[Any], float], num_jets: int, seed: int, resamples: int
) -> Estimate:
    """A statistic of chosen jets, with the central 68 % of it on bootstrap samples.

    Args:
        statistic: Takes an index into the jets; samples where it is NaN are left out.
        num_jets: How many jets there are.
        seed: Of the samples.
        resamples: Number of samples.
    """
    rng = np.random.default_rng(seed)
    samples = (rng.integers(num_jets, size=num_jets) for _ in range(resamples))
    replicas = np.array([statistic(jets) for jets in samples], dtype=np.float64)
    return Estimate.from_replicas(statistic(slice(None)), replicas[~np.isnan(replicas)])


def r2(residual: Floats, target: Floats) -> float:
    """Share of the target's variance that the prediction explains."""
    return float(1 - (residual**2).sum() / ((target - target.mean()) ** 2).sum())


def _check_folds(folds: int) -> None:
    if folds < 2:
        raise ValueError(f"'folds' must be at least 2 (got {folds})")


def _check_size(features: Floats, least: int, folds: int) -> None:
    num_jets, num_features = features.shape
    # The largest fold is left out of the smallest training set.
    training = num_jets - -(-num_jets // folds)
    if training < least:
        raise ValueError(
            f"a probe of {num_features} features must train on at least {least} "
            f"jets (got {training} of {num_jets} in {folds} folds); give more jets"
        )
