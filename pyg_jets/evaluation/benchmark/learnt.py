"""From the trainings of one tagger to one number, and to the scale of what was learnt."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from pyg_jets.evaluation.similarity import rank_correlation
from pyg_jets.metrics import Estimate, average, over_trainings

_APART = 2.0
"""By how many of its errors the truth must lie above what knows nothing."""


def learnt(
    value: Estimate, nothing: Estimate, truth: Estimate, trainings: tuple[int, int] = (1, 1)
) -> Estimate | None:
    r"""A number on the scale from what knows nothing to the truth.

    .. math::
        \lambda = \frac{s - p}{o - p}, \qquad
        \delta\lambda = \frac{\sqrt{\delta s^2 + (1 - \lambda)^2 \delta p^2 +
        \lambda^2 \delta o^2}}{|o - p|}

    with half the widths of the intervals for errors. p and o are means, and their errors those of
    means: smaller by the square roots of the numbers of trainings.

    Args:
        value: s, of a method.
        nothing: p, of the same method on taggers that were trained on permuted labels.
        truth: o, of the oracle.
        trainings: Behind p and behind o.

    Returns:
        None if the truth is not above p by twice the error of both: there is no scale.

    Example:
        >>> print(learnt(Estimate(0.9, 0.8, 1.0), Estimate(0.5, 0.5, 0.5), Estimate(1, 1, 1)))
        0.8 [0.6, 1.0]
    """
    way = truth.value - nothing.value
    of_value, of_nothing, of_truth = ((x.high - x.low) / 2 for x in (value, nothing, truth))
    of_nothing /= math.sqrt(max(1, trainings[0]))
    of_truth /= math.sqrt(trainings[1])
    if not way > max(_APART * math.hypot(of_nothing, of_truth), 1e-9):
        return None
    at = (value.value - nothing.value) / way
    error = math.hypot(of_value, (1 - at) * of_nothing, at * of_truth) / way
    return Estimate(at, at - error, at + error)


def together(trainings: Sequence[Mapping[str, Estimate]]) -> dict[str, Estimate]:
    """Each number over the trainings that have it.

    Args:
        trainings: Numbers by name, of each training.
    """
    names = dict.fromkeys(name for numbers in trainings for name in numbers)
    return {
        name: over_trainings([numbers[name] for numbers in trainings if name in numbers])
        for name in names
    }


def agreement(relevances: Sequence[Tensor], batch: Any, seed: int) -> Estimate | None:
    """Rank correlation of the numbers on a jet's splittings from training to training.

    Where the numbers are the same it is 1, and else 0 where it is not defined, as where all of one
    training are equal.

    Args:
        relevances: Of each training, ``(num_nodes,)``.
        batch: The jets.
        seed: Of the bootstraps over jets.

    Returns:
        The mean over pairs of trainings; None if there is no pair.
    """
    several = batch.batch[~batch.is_leaf].bincount(minlength=batch.num_graphs) > 1
    pairs = [
        average(_alike(one, other, batch)[several], seed)
        for one, other in itertools.combinations(relevances, 2)
    ]
    return over_trainings(pairs) if pairs else None


def _alike(one: Tensor, other: Tensor, batch: Any) -> Tensor:
    differs = (one != other) & ~batch.is_leaf
    same = batch.batch[differs].bincount(minlength=batch.num_graphs) == 0
    return rank_correlation(one, other, batch).nan_to_num(0.0).masked_fill(same, 1.0)
