"""How well a tagger separates: every number with its 68 % (one sigma) interval and its counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pyg_jets.metrics.bootstrap import bootstrap
from pyg_jets.metrics.classes import ClassTarget, class_jets, of_classes, two_sides
from pyg_jets.metrics.estimate import Estimate, Floats, weighted_share


def roc_auc(
    scores: Any,
    labels: Any,
    seed: int = 0,
    resamples: int = 200,
    *,
    weight: Any = None,
    target: ClassTarget = None,
) -> Estimate:
    r"""Area under the ROC curve: how often a signal jet scores above a background jet.

    .. math::
        \mathrm{AUC} = P(s_S > s_B) + \tfrac12 P(s_S = s_B)

    The interval is the central 68 % of a bootstrap over jets, each class by itself. If the classes
    do not overlap at all it has no width, whatever the number of jets.

    Args:
        scores: One number per jet, larger for the signal; tensor or array. Or the probabilities of
            several classes, as :func:`pyg_jets.predict` gives them.
        labels: 1 for signal, 0 for background; of several classes 0 to k - 1.
        seed: Seed of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: How much each jet counts: as many equal jets. The bootstrap draws jets with their
            weights, so that few heavy jets make a wide interval.
        target: Of several classes one against the rest, or a pair ``(s, b)`` of which the jets of
            others do not count.

    Shapes:
        - **scores:** ``(num_jets,)`` or ``(num_jets, num_classes)``
        - **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: If the shapes differ, a score is not finite, a label is beyond the classes, a
            class is missing or weighs nothing, a weight is negative or not finite, ``resamples`` is
            below 1, or the target is missing or no class.

    Example:
        >>> roc_auc([0.1, 0.4, 0.4, 0.9], [0, 0, 1, 1]).value
        0.875
    """
    jets = two_sides(scores, labels, weight, target)
    ranks = np.unique(jets.scores, return_inverse=True)[1].astype(np.intp)
    # The signal first: numbers from before classes were more than two stay as they were.
    strata = np.where(jets.is_signal, -1.0, jets.label)
    columns = ranks, jets.is_signal, jets.weight
    return bootstrap(_auc, columns, strata, seed=seed, resamples=resamples)


def accuracy(scores: Any, labels: Any, threshold: float = 0.5, *, weight: Any = None) -> Estimate:
    """Share of jets on their side of a threshold, with its exact (Clopper-Pearson) 68 % interval.

    Of several classes: the share of the jets whose most probable class is theirs.

    Args:
        scores: One number per jet, such as the probability of the signal; tensor or array. Or the
            probabilities of several classes, for which there is no threshold.
        labels: 1 for signal, 0 for background; of several classes 0 to k - 1.
        threshold: A jet that scores at least this counts as signal.
        weight: As in :func:`roc_auc`; the interval is that of :func:`weighted_share`.

    Shapes:
        - **scores**, **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`roc_auc`, or if ``threshold`` is not a number.

    Example:
        >>> print(accuracy([0.1, 0.6, 0.5, 0.9], [0, 0, 1, 1]))
        0.8 [0.4, 1.0] (3 of 4)
    """
    if of_classes(scores):
        table, classes, weights = class_jets(scores, labels, weight)
        return weighted_share(table.argmax(1) == classes, weights)
    jets = two_sides(scores, labels, weight)
    if math.isnan(threshold):
        raise ValueError(f"'threshold' must be a number (got {threshold})")
    return weighted_share((jets.scores >= threshold) == jets.is_signal, jets.weight)


def background_rejection(
    scores: Any,
    labels: Any,
    signal_efficiency: float,
    *,
    weight: Any = None,
    target: ClassTarget = None,
) -> Estimate:
    r"""Background rejection :math:`1 / \varepsilon_B` at a given signal efficiency.

    The threshold is the highest at which at least the share ``signal_efficiency`` of the signal
    passes; a jet at the threshold passes. ``count`` of ``total`` background jets do.

    The interval is the exact (Clopper-Pearson) 68 % interval of :math:`\varepsilon_B`, turned over;
    the threshold counts as fixed. Where no background jet passes, the value and the upper end are
    infinite and ``low`` is a lower bound (at 84 %: one side of the interval).

    Args:
        scores: As in :func:`roc_auc`.
        labels: Likewise.
        signal_efficiency: Share of the signal to keep, in (0, 1].
        weight: As in :func:`roc_auc`; the interval of :math:`\varepsilon_B` is that of
            :func:`weighted_share`.
        target: As in :func:`roc_auc`.

    Shapes:
        - **scores:** ``(num_jets,)`` or ``(num_jets, num_classes)``
        - **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`roc_auc`, or if ``signal_efficiency`` is out of range.

    Example:
        >>> print(background_rejection([0.1, 0.6, 0.5, 0.9], [0, 0, 1, 1], signal_efficiency=1.0))
        2 [1, 12] (1 of 2)
    """
    jets = two_sides(scores, labels, weight, target)
    if not 0 < signal_efficiency <= 1:
        raise ValueError(f"'signal_efficiency' must lie in (0, 1] (got {signal_efficiency})")
    signal, signal_weight = jets.scores[jets.is_signal], jets.weight[jets.is_signal]
    hardest_first = np.argsort(-signal, kind="stable")
    passed = signal_weight[hardest_first].cumsum()
    # Without the margin, 0.28 * 25 = 7.000000000000001 would ask for eight jets of 25.
    wanted = signal_efficiency * passed[-1] - 1e-9 * signal_weight.mean()
    threshold = signal[hardest_first[int((passed >= wanted).argmax())]]
    background = ~jets.is_signal
    kept = weighted_share(jets.scores[background] >= threshold, jets.weight[background])
    value, upper = (1 / kept.value, 1 / kept.low) if kept.value else (math.inf, math.inf)
    return Estimate(value, 1 / kept.high, upper, kept.count, kept.total)


def macro_auc(
    probabilities: Any, labels: Any, seed: int = 0, resamples: int = 200, *, weight: Any = None
) -> Estimate:
    r"""Mean over the classes of the area under the ROC curve of each against the rest.

    The interval is that of a bootstrap over jets in which all areas move together, each class by
    itself. What a class is told from depends on how many jets of the others there are.

    Args:
        probabilities: Of all classes, as :func:`pyg_jets.predict` gives them.
        labels: From 0 to k - 1.
        seed: Of the bootstrap.
        resamples: Number of bootstrap samples.
        weight: As in :func:`roc_auc`.

    Shapes:
        - **probabilities:** ``(num_jets, num_classes)``; **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`roc_auc`.

    Example:
        >>> p = [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.2, 0.2, 0.6], [0.5, 0.3, 0.2]]
        >>> round(macro_auc(p, [0, 1, 2, 1]).value, 3)
        1.0
    """
    table, labels, weight = class_jets(probabilities, labels, weight)
    sides = [two_sides(table, labels, weight, target=k) for k in range(table.shape[1])]
    ranks = [np.unique(side.scores, return_inverse=True)[1].astype(np.intp) for side in sides]

    def mean(weight: Floats, label: Floats, *ranks: Any) -> float:
        areas = [_auc(of_class, label == k, weight) for k, of_class in enumerate(ranks)]
        return float(np.mean(areas))

    columns = [sides[0].weight, sides[0].label, *ranks]
    return bootstrap(mean, columns, sides[0].label, seed=seed, resamples=resamples)


def confusion(
    probabilities: Any, labels: Any, *, weight: Any = None
) -> tuple[tuple[Estimate, ...], ...]:
    """Of the jets of each class the shares that are taken for each class, the most probable one.

    Args:
        probabilities: Of all classes; of two equal ones the first counts.
        labels: From 0 to k - 1.
        weight: As in :func:`accuracy`.

    Shapes:
        - **probabilities:** ``(num_jets, num_classes)``; **labels**, **weight:** ``(num_jets,)``

    Returns:
        A row for each true class, with a share for each class that it is taken for.

    Raises:
        ValueError: As in :func:`roc_auc`.

    Example:
        >>> table = confusion([[0.8, 0.2], [0.4, 0.6], [0.7, 0.3]], [0, 1, 1])
        >>> print(table[1][0])
        0.5 [0.1, 0.9] (1 of 2)
    """
    table, labels, weight = class_jets(probabilities, labels, weight)
    taken_for, classes = table.argmax(1), range(table.shape[1])
    rows = []
    for true in classes:
        here = labels == true
        if not (weight[here] > 0).any():
            raise ValueError(f"'labels' must hold all classes (got no jet of class {true})")
        rows.append(tuple(weighted_share(taken_for[here] == k, weight[here]) for k in classes))
    return tuple(rows)


def _auc(ranks: Any, is_signal: Any, weight: Floats) -> float:
    """Share of pairs in order, a tie counting half, from ranks 0, 1, 2, ... as scores."""
    size = ranks.max() + 1
    at = np.bincount(ranks[~is_signal], weight[~is_signal], minlength=size)
    signal = np.bincount(ranks[is_signal], weight[is_signal], minlength=size)
    in_order = (signal * (at.cumsum() - 0.5 * at)).sum()
    return float(in_order / (weight[is_signal].sum() * weight[~is_signal].sum()))
