"""Scores of probes on jets that neither the tagger nor the probe has seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate, Floats, float64_array, roc_auc, weight_array
from pyg_jets.probing.fitting.arrays import defined, features_and_targets
from pyg_jets.probing.fitting.bootstrap import bootstrapped_r2
from pyg_jets.probing.fitting.held_out import held_out, held_out_many, held_out_scores
from pyg_jets.probing.probe_score import ProbeScore


def probe(
    embedding: Any,
    target: Any,
    *,
    model: Any = None,
    folds: int = 5,
    seed: int = 0,
    resamples: int = 200,
    weight: Any = None,
) -> ProbeScore:
    r"""Cross-validated :math:`R^2`: every jet is predicted by a probe that never saw it.

    .. math::
        R^2 = 1 - \frac{\sum_i (y_i - \hat y_i)^2}{\sum_i (y_i - \bar y)^2}

    over all jets, with one probe per fold. 1 is a perfect fit, 0 as good as the mean, slightly
    negative what noise gives. No jet may decide the score: features and predictions of a held-out
    jet are put into the ranges of the jets that its probe was fitted to (:class:`TrainingRange`).
    How many jets that concerned is ``limited``, the share of the squared error that the worst jet
    carries ``worst``; see :class:`ProbeScore`. The interval is the central 68 % of a bootstrap
    over jets, the probes as they are. Jets whose target is NaN, not defined, are left out and
    counted: ``count`` of ``total`` were used. A score means something only beside its controls,
    see :func:`controlled_probe`.

    Args:
        embedding: Frozen embeddings of jets the tagger was not trained on; tensor or array.
        target: The observable.
        model: A regressor in scikit-learn's manner; :class:`LinearProbe` if not given.
        folds: Number of parts; each is predicted from the others.
        seed: Seed of the folds and of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: How much each jet counts, in fits and sums: as many equal jets, which a model with a
            penalty counts too. Jets that weigh nothing are left out.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **target**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a feature is not finite, a target is infinite, the target
            is constant, ``folds`` is below 2, ``resamples`` is below 1, a weight is negative or not
            finite, or the model takes no weights; or if jets are too few: a linear probe needs two
            training jets for each of its ``num_features + 1`` parameters, any other 20.

    Example:
        >>> x = [[float(jet)] for jet in range(100)]
        >>> score = probe(x, [3 * jet + 1 for (jet,) in x])
        >>> round(score.value, 3), score.limited  # at the ends, in the folds that lack them
        (1.0, 3)
    """
    number = len(float64_array(target))
    target, weights = weighted_target(target, weight)
    features, values = defined("embedding", embedding, "target", target)
    if weights is not None:
        weights = weights[~np.isnan(target)]
    held = held_out(features, values, model=model, folds=folds, seed=seed, weight=weights)
    return bootstrapped_r2(held, values, number, seed, resamples, weight=weights)


def probe_many(
    embedding: Any,
    targets: Any,
    *,
    model: Any = None,
    folds: int = 5,
    seed: int = 0,
    resamples: int = 200,
    weight: Any = None,
) -> list[ProbeScore]:
    """The same as :func:`probe` of several observables that are defined for all jets, at once.

    What a fit does with the embedding, such as its decomposition, is done once for all.

    Args:
        embedding: As in :func:`probe`.
        targets: The observables.
        model: A regressor of several targets, each fitted by itself, such as
            :func:`kernel_probe`; :class:`LinearProbe` if not given.
        folds: As in :func:`probe`.
        seed: As in :func:`probe`.
        resamples: As in :func:`probe`.
        weight: As in :func:`probe`.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **targets:** ``(num_jets, num_targets)``

    Raises:
        ValueError: As in :func:`probe`, or if a target is NaN.

    Example:
        >>> x = [[float(jet)] for jet in range(100)]
        >>> scores = probe_many(x, [[3 * jet + 1, jet % 2] for (jet,) in x])
        >>> [round(score.value, 1) + 0.0 for score in scores]
        [1.0, 0.0]
    """
    features, values = features_and_targets(embedding, targets)
    number, weights = len(values), None
    if weight is not None:
        weights = weight_array(weight, number)
        features, values, weights = (each[weights > 0] for each in (features, values, weights))
    held = held_out_many(features, values, model=model, folds=folds, seed=seed, weight=weights)
    return [
        bootstrapped_r2(one, target, number, seed, resamples, weight=weights)
        for one, target in zip(held, values.T, strict=True)
    ]


def probe_labels(
    embedding: Any,
    labels: Any,
    *,
    model: Any = None,
    folds: int = 5,
    seed: int = 0,
    resamples: int = 200,
    weight: Any = None,
) -> Estimate:
    """Cross-validated AUC of class labels: every jet is scored by a probe that never saw it.

    Args:
        embedding: As in :func:`probe`.
        labels: 1 for signal, 0 for background.
        model: A classifier in scikit-learn's manner; :func:`logistic_probe` if not given.
        folds: Number of parts, each with both classes in their shares.
        seed: Seed of the folds and of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: How much each jet counts, in fits and in the AUC.

    Shapes:
        - **embedding:** ``(num_jets, num_features)``; **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If a shape is wrong, a value is not finite, a label is neither 0 nor 1, or a
            class has fewer jets than there are folds.
    """
    weights = None if weight is None else weight_array(weight, len(float64_array(labels)))
    options: dict[str, Any] = {"model": model, "folds": folds, "seed": seed, "weight": weights}
    scores = held_out_scores(embedding, labels, **options)
    return roc_auc(scores, labels, seed=seed, resamples=resamples, weight=weights)


def weighted_target(target: Any, weight: Any) -> tuple[Floats, Floats | None]:
    """The target, which is not defined for jets that weigh nothing, and the weights.

    Args:
        target: One number per jet.
        weight: How much each jet counts; None: all the same.

    Shapes:
        - **target**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If there is not one weight for each jet, or one is negative or not finite.
    """
    values = float64_array(target)
    if weight is None:
        return values, None
    weights = weight_array(weight, len(values))
    return np.where(weights > 0, values, np.nan), weights
