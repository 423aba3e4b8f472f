"""What a change of the jets does to a tagger's scores: the same jets before and after."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from pyg_jets.metrics import (
    Estimate,
    Floats,
    background_rejection,
    bootstrap,
    float64_array,
    roc_auc,
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
    before: Any, after: Any, labels: Any, *, seed: int = 0, resamples: int = 200
) -> Response:
    """AUC, rejection and logits before and after; intervals from bootstraps of pairs.

    A resampled jet enters with both of its scores, so that what is common to them cancels.

    Args:
        before: Logit of each jet.
        after: Logit of the same jets after a change.
        labels: 1 for signal, 0 for background.
        seed: Of the bootstraps.
        resamples: Number of bootstrap samples.

    Shapes:
        - **before**, **after**, **labels:** ``(num_jets,)``

    Raises:
        ValueError: As in :func:`pyg_jets.metrics.roc_auc`, of both.
    """
    before, after, labels = map(float64_array, (before, after, labels))
    roc_auc(before, labels, resamples=1)  # refuses what is no score
    auc = roc_auc(after, labels, seed=seed, resamples=resamples)
    shift = np.abs(after - before)
    # Each class is drawn by itself, so that both are always there.
    drawn = partial(
        bootstrap,
        columns=(before, after, labels),
        strata=labels,
        seed=seed,
        resamples=resamples,
    )
    low, middle, high = np.quantile(shift, (0.5, 0.68, 0.95)).tolist()
    return Response(
        auc=auc,
        auc_change=drawn(_auc_change),
        rejection=background_rejection(after, labels, EFFICIENCY),
        rejection_ratio=drawn(_rejection_ratio),
        quantiles=(low, middle, high),
        relative=low / max(float(before.std()), np.finfo(np.float64).tiny),
    )


def _auc_change(before: Floats, after: Floats, labels: Floats) -> float:
    signal = labels == 1
    return _auc(after, signal) - _auc(before, signal)


def _auc(scores: Floats, signal: NDArray[np.bool_]) -> float:
    """By the sum of the signal's ranks (Mann and Whitney), ties at their mean rank."""
    jets = int(signal.sum())
    ranks = float(rankdata(scores)[signal].sum())
    return (ranks - jets * (jets + 1) / 2) / (jets * (len(scores) - jets))


def _rejection_ratio(before: Floats, after: Floats, labels: Floats) -> float:
    return (_passing(before, labels) + 0.5) / (_passing(after, labels) + 0.5)


def _passing(scores: Floats, labels: Floats) -> int:
    """Background jets among those that keep the efficiency."""
    signal = np.sort(scores[labels == 1])
    kept = max(1, int(np.ceil(EFFICIENCY * len(signal) - 1e-9)))  # as background_rejection
    return int((scores[labels == 0] >= signal[-kept]).sum())
