"""What a change of the jets does to a tagger's scores: the same jets before and after."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyg_jets.metrics import (
    Estimate,
    Floats,
    background_rejection,
    bootstrap,
    float64_array,
    roc_auc,
    weight_array,
    weighted_mean,
    weighted_quantile,
)

EFFICIENCY = 0.5
"""Of the signal, where rejections are compared."""


class Response(NamedTuple):
    r"""How scores moved.

    Attributes:
        auc: After the change.
        auc_change: After minus before.
        rejection: :math:`1/\varepsilon_B` at half of the signal, after the change.
        rejection_ratio: After over before, half a background jet added to both counts.
        quantiles: Of :math:`|\Delta \mathrm{logit}|`: the median, 68 % and 95 %.
        relative: The median over the standard deviation of the logits before.
    """

    auc: Estimate
    auc_change: Estimate
    rejection: Estimate
    rejection_ratio: Estimate
    quantiles: tuple[float, float, float]
    relative: float


def response(
    before: Any,
    after: Any,
    labels: Any,
    *,
    seed: int = 0,
    resamples: int = 200,
    weight: Any = None,
) -> Response:
    """AUC, rejection and logits before and after; intervals from bootstraps of pairs.

    A resampled jet enters with both of its scores, so that what is common to them cancels.

    Args:
        before: Logit of each jet.
        after: Logit of the same jets after a change.
        labels: 1 for signal, 0 for background.
        seed: Of the bootstraps.
        resamples: Number of bootstrap samples.
        weight: How much each jet counts: as many equal jets. Jets are drawn with their weights.

    Shapes:
        - **before**, **after**, **labels**, **weight:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`pyg_jets.metrics.roc_auc`, of both.
    """
    before, after, labels = map(float64_array, (before, after, labels))
    weights = weight_array(weight, len(before))
    # Refuses what is no score, before and after.
    roc_auc(before, labels, resamples=1, weight=weights)
    auc = roc_auc(after, labels, seed=seed, resamples=resamples, weight=weights)
    there = weights > 0
    before, after, labels, weights = (x[there] for x in (before, after, labels, weights))
    weights = weights / weights.min()  # so that half a jet is half of the least one
    # Each class is drawn by itself, so that both are always there.
    drawn = partial(
        bootstrap,
        columns=(before, after, labels, weights),
        strata=labels,
        seed=seed,
        resamples=resamples,
    )
    low, middle, high = weighted_quantile(
        np.abs(after - before), (0.5, 0.68, 0.95), weights
    ).tolist()
    return Response(
        auc=auc,
        auc_change=drawn(_auc_change),
        rejection=background_rejection(after, labels, EFFICIENCY, weight=weights),
        rejection_ratio=drawn(_rejection_ratio),
        quantiles=(low, middle, high),
        relative=low / max(spread_of(before, weights), np.finfo(np.float64).tiny),
    )


def spread_of(values: Floats, weight: Floats) -> float:
    """Standard deviation over jets."""
    return float(np.sqrt(weighted_mean((values - weighted_mean(values, weight)) ** 2, weight)))


def _auc_change(before: Floats, after: Floats, labels: Floats, weight: Floats) -> float:
    signal = labels == 1
    return _auc(after, signal, weight) - _auc(before, signal, weight)


def _auc(scores: Floats, signal: NDArray[np.bool_], weight: Floats) -> float:
    """By the sum of the signal's ranks among the background (Mann and Whitney)."""
    _, rank = np.unique(scores, return_inverse=True)
    at = np.bincount(rank[~signal], weight[~signal], minlength=rank.max() + 1)
    of_signal = weight[signal] @ (at.cumsum() - at / 2)[rank[signal]]
    return float(of_signal / (weight[signal].sum() * weight[~signal].sum()))


def _rejection_ratio(before: Floats, after: Floats, labels: Floats, weight: Floats) -> float:
    return (_passing(before, labels, weight) + 0.5) / (_passing(after, labels, weight) + 0.5)


def _passing(scores: Floats, labels: Floats, weight: Floats) -> float:
    """Background among what keeps the efficiency."""
    signal = labels == 1
    hardest_first = np.argsort(-scores[signal], kind="stable")
    passed = weight[signal][hardest_first].cumsum()
    # As background_rejection: without the margin rounding would ask for one more.
    wanted = EFFICIENCY * passed[-1] - 1e-9 * weight[signal].mean()
    threshold = scores[signal][hardest_first[int((passed >= wanted).argmax())]]
    return float(weight[(scores >= threshold) & ~signal].sum())
