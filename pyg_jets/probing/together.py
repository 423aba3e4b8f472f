"""What two embeddings of the same jets know together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate, Floats, bootstrap, float64_array, roc_auc, weight_array
from pyg_jets.probing.fitting.held_out import held_out_scores
from pyg_jets.probing.representations import embedding_pair


@dataclass(frozen=True)
class Together:
    """AUC of logistic heads on two embeddings, each alone and both side by side.

    Attributes:
        first: On the first embedding.
        second: On the second.
        both: On both.
        gain: What both have over the better one, on the same bootstrap samples.
    """

    first: Estimate
    second: Estimate
    both: Estimate
    gain: Estimate


def stacked_auc(
    first: Any,
    second: Any,
    labels: Any,
    *,
    folds: int = 5,
    seed: int = 0,
    resamples: int = 200,
    weight: Any = None,
) -> Together:
    """What two taggers know together: logistic heads on frozen embeddings, cross-validated.

    Args:
        first: Embeddings of jets that neither tagger was trained on.
        second: Embeddings of the same jets.
        labels: 1 for signal, 0 for background.
        folds: As in :func:`probe_labels`.
        seed: Of the folds and of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: As in :func:`probe_labels`.

    Shapes:
        - **first**, **second:** ``(num_jets, num_features)`` each; **labels**, **weight:**
          ``(num_jets,)``

    Raises:
        ValueError: As in :func:`probe_labels`, or if the numbers of jets differ.
    """
    x, y, _ = embedding_pair(first, second)
    classes = float64_array(labels)
    weights = None if weight is None else weight_array(weight, len(classes))
    scores = [
        held_out_scores(features, classes, folds=folds, seed=seed, weight=weights)
        for features in (x, y, np.hstack((x, y)))
    ]
    alone, other, both = (roc_auc(s, classes, seed, resamples, weight=weights) for s in scores)
    size = weight_array(weights, len(classes))
    better = scores[0] if alone.value >= other.value else scores[1]

    columns = scores[2], better, classes, size
    return Together(alone, other, both, bootstrap(_gain, columns, seed=seed, resamples=resamples))


def _gain(both: Floats, better: Floats, labels: Floats, weight: Floats) -> float:
    """AUC of both embeddings above that of the better one; NaN where a class weighs nothing."""
    if min(weight[labels == label].sum() for label in (0, 1)) == 0:
        return float("nan")
    return _auc(both, labels, weight) - _auc(better, labels, weight)


def _auc(scores: Floats, labels: Floats, weight: Floats) -> float:
    return roc_auc(scores, labels, resamples=1, weight=weight).value
