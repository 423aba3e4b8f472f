"""Observables in place of the network: the few that order jets as the tagger does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from pyg_jets.intervention.ordering import decision_ordering
from pyg_jets.metrics import Estimate, Floats, float64_array, roc_auc, weight_array

_PAIRS = 100_000
"""Of a signal and a background jet, on which the search looks."""

_DEPTH = {"max_leaf_nodes": 15, "max_iter": 60, "learning_rate": 0.15, "min_samples_leaf": 20}
"""Of the small model: more does not order more pairs alike."""

Parts: TypeAlias = tuple[Any, Any]
"""Of the training and of the test jets."""


class Step(NamedTuple):
    """The set after one more observable.

    Attributes:
        name: The observable that came last.
        ordering: Share of the test pairs that the model of the set puts in the tagger's order.
        auc: What that model reaches as a tagger itself.
    """

    name: str
    ordering: Estimate
    auc: Estimate


def ordering_search(
    logits: Parts,
    candidates: Mapping[str, Parts],
    labels: Parts,
    most: int = 5,
    seed: int = 0,
    *,
    weight: Parts | None = None,
) -> list[Step]:
    r"""Black-box-guided search, after `arXiv:2010.11998 <https://arxiv.org/abs/2010.11998>`_.

    Among pairs of a signal and a background jet that the present set orders unlike the tagger, the
    observable is taken whose order is the tagger's in the most of them, or in the fewest: its
    negative is as good. Then a small model of boosted trees learns the tagger's logit, as ranks,
    from the set (the paper trains on the classes), and its order is the set's. At first all pairs
    are looked at. Chosen and learnt is on training jets, the numbers are of test jets.

    The curve says how much of the tagger's decisions observables carry, not that the network uses
    them: an untrained network's curve belongs beside it, and what erasing costs.

    Args:
        logits: Of the tagger.
        candidates: Observables by name, finite.
        labels: 1 for signal, 0 for background.
        most: At most so many observables.
        seed: Of the pairs, of the model and of the bootstraps.
        weight: How much each jet counts: pairs are drawn, and the model is taught, accordingly. A
            leaf of the model needs so many jets, whatever they weigh.

    Shapes:
        - every part: ``(num_jets,)``

    Returns:
        A step for each observable, in the order in which they were taken.

    Raises:
        ValueError: If there is no candidate, ``most`` is below 1, a candidate is not finite or has
            another number of jets, or as in :func:`decision_ordering`.
    """
    train, test = (
        [float64_array(of) for of in parts] for parts in zip(logits, labels, strict=True)
    )
    columns = checked_columns(candidates, (len(train[0]), len(test[0])))
    counts = [
        weight_array(None if weight is None else weight[k], len(part[1]))
        for k, part in enumerate((train, test))
    ]
    if most < 1:
        raise ValueError(f"'most' must be at least 1 (got {most})")
    # Refuses bad logits, labels and weights.
    decision_ordering(*train[:1], *train, resamples=1, weight=counts[0])
    signal, background = _pairs(train[1], seed, None if weight is None else counts[0])
    wanted = np.sign(train[0][signal] - train[0][background])
    unlike = np.ones(len(wanted), bool)
    chosen: list[str] = []
    steps = []
    while len(chosen) < min(most, len(columns)) and unlike.any():
        chosen.append(_best(columns, chosen, (signal[unlike], background[unlike]), wanted[unlike]))
        own, of_test = _taught(columns, chosen, train[0], counts[0], seed)
        unlike = np.sign(own[signal] - own[background]) != wanted
        ordering = decision_ordering(test[0], of_test, test[1], seed=seed, weight=counts[1])
        auc = roc_auc(of_test, test[1], seed=seed, weight=counts[1])
        steps.append(Step(chosen[-1], ordering, auc))
    return steps


def checked_columns(
    candidates: Mapping[str, Parts], jets: tuple[int, int]
) -> dict[str, list[Floats]]:
    """The observables as arrays, training jets first.

    Raises:
        ValueError: If there is none, one is not finite, or has another number of jets.
    """
    columns = {name: [float64_array(part) for part in of] for name, of in candidates.items()}
    if not columns:
        raise ValueError("'candidates' must hold observables (got none)")
    for name, of in columns.items():
        if tuple(part.shape for part in of) != ((jets[0],), (jets[1],)):
            raise ValueError(
                f"observable '{name}' must have one number for each of {jets[0]} and {jets[1]} "
                f"jets (got {', '.join(str(part.shape) for part in of)})"
            )
        if bad := sum(int((~np.isfinite(part)).sum()) for part in of):
            raise ValueError(
                f"observable '{name}' must be finite for all jets (got {bad} not): leave those "
                "jets out"
            )
    return columns


def _pairs(labels: Floats, seed: int, weight: Floats | None) -> tuple[np.ndarray, np.ndarray]:
    """Jets by their weights; without, as they were drawn before there were weights."""
    rng = np.random.default_rng(seed)
    rows = [np.flatnonzero(labels == label) for label in (1, 0)]
    shares = [None if weight is None else weight[own] / weight[own].sum() for own in rows]
    signal, background = (
        rng.choice(own, _PAIRS, p=share) for own, share in zip(rows, shares, strict=True)
    )
    return signal, background


def _best(
    columns: Mapping[str, list[Floats]],
    chosen: list[str],
    pairs: tuple[np.ndarray, np.ndarray],
    wanted: np.ndarray,
) -> str:
    """Whose order, or its inverse, is the tagger's most often; pairs left undecided count half."""

    def decides(name: str) -> float:
        values = columns[name][0]
        return abs(float((np.sign(values[pairs[0]] - values[pairs[1]]) * wanted).mean()))

    return max((name for name in columns if name not in chosen), key=decides)


def _taught(
    columns: Mapping[str, list[Floats]],
    chosen: list[str],
    logit: Floats,
    weight: Floats,
    seed: int,
) -> list[Floats]:
    """What a small model makes of the set, on training and test jets."""
    train, test = (np.stack([columns[name][part] for name in chosen], 1) for part in (0, 1))
    there = weight > 0
    model = HistGradientBoostingRegressor(random_state=seed, **_DEPTH).fit(
        train[there], _shares_below(logit[there], weight[there]), sample_weight=weight[there]
    )
    return [model.predict(train), model.predict(test)]


def _shares_below(values: Floats, weight: Floats) -> Floats:
    """Of all jets those that have a smaller value, from 0 to below 1."""
    _, rank = np.unique(values, return_inverse=True)
    at = np.bincount(rank, weight)
    return np.asarray(((at.cumsum() - at) / weight.sum())[rank])
