"""What several embeddings of the same jets know together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from pyg_jets.metrics import Estimate, Floats, bootstrap, float64_array, roc_auc, weight_array
from pyg_jets.probing.fitting.arrays import feature_array
from pyg_jets.probing.fitting.held_out import held_out_scores


@dataclass(frozen=True)
class Together:
    """AUC of logistic heads on some embeddings, each alone and all side by side.

    Attributes:
        alone: On each embedding, by name.
        whole: On all of them.
        gains: What all have over each alone, on the same bootstrap samples, by name.
    """

    alone: Mapping[str, Estimate]
    whole: Estimate
    gains: Mapping[str, Estimate]

    @property
    def gain(self) -> Estimate:
        """Over the one that is the best alone."""
        return self.gains[max(self.alone, key=lambda name: self.alone[name].value)]


def stacked_auc(
    embeddings: Mapping[str, Any],
    labels: Any,
    *,
    sizes: Collection[int] = (2, 3),
    folds: int = 5,
    seed: int = 0,
    resamples: int = 200,
    weight: Any = None,
) -> dict[tuple[str, ...], Together]:
    """What some taggers know together: logistic heads on frozen embeddings, cross-validated.

    Args:
        embeddings: By name, of jets that no tagger was trained on.
        labels: 1 for signal, 0 for background.
        sizes: How many are put together: all pairs, all threes.
        folds: As in :func:`probe_labels`.
        seed: Of the folds and of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: As in :func:`probe_labels`.

    Returns:
        By the names of those that were put together, in their order.

    Shapes:
        - **embeddings:** ``(num_jets, num_features)`` each; **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`probe_labels`, or if the numbers of jets differ.
    """
    features = {name: feature_array(name, x) for name, x in embeddings.items()}
    if len({len(x) for x in features.values()}) > 1:
        numbers = ", ".join(f"{len(x)} of {name}" for name, x in features.items())
        raise ValueError(f"'embeddings' must be of the same jets (got {numbers})")
    classes = float64_array(labels)
    weights = None if weight is None else weight_array(weight, len(classes))
    size = weight_array(weights, len(classes))

    def scored(*names: str) -> Floats:
        stacked = np.hstack([features[name] for name in names])
        return held_out_scores(stacked, classes, folds=folds, seed=seed, weight=weights)

    def auc(scores: Floats) -> Estimate:
        return roc_auc(scores, classes, seed, resamples, weight=weights)

    def gained(scores: Floats, over: Floats) -> Estimate:
        return bootstrap(_gain, (scores, over, classes, size), seed=seed, resamples=resamples)

    scores = {name: scored(name) for name in features}
    alone = {name: auc(of_one) for name, of_one in scores.items()}
    found = {}
    for names in (some for number in sizes for some in combinations(features, number)):
        both = scored(*names)
        gains = {name: gained(both, scores[name]) for name in names}
        found[names] = Together({name: alone[name] for name in names}, auc(both), gains)
    return found


def _gain(whole: Floats, one: Floats, labels: Floats, weight: Floats) -> float:
    """AUC of all embeddings above that of one; NaN where a class weighs nothing."""
    if min(weight[labels == label].sum() for label in (0, 1)) == 0:
        return float("nan")
    return _auc(whole, labels, weight) - _auc(one, labels, weight)


def _auc(scores: Floats, labels: Floats, weight: Floats) -> float:
    return roc_auc(scores, labels, resamples=1, weight=weight).value
