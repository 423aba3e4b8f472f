"""Clustering sensitivity: how far a logit jumps when a small move changes the tree."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch

from pyg_jets.intervention.centred_move import Direction
from pyg_jets.intervention.twins import twins
from pyg_jets.jets import JetTreeDataset
from pyg_jets.metrics import Estimate, Floats, float64_array, share
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.training import predict_logits


class ClusteringSensitivity(NamedTuple):
    """What moves of splittings do to the history, and the history to the logit.

    Attributes:
        changed: Share of the moves after which clustering joins other constituents.
        jump: Root mean square of the jump of the logit there, in units of the logit's spread over
            the jets: 0 for taggers that read no history.
        smooth: Root mean square of what the same moves do to the logit on the old tree, in the
            same units.
    """

    changed: Estimate
    jump: Estimate
    smooth: Estimate


def clustering_sensitivity(
    tagger: Tagger,
    jets: JetTreeDataset,
    direction: Direction = "ln_inv_delta",
    size: float = 0.1,
    *,
    most: int = 500,
    seed: int = 0,
    target: Target = None,
    **options: Any,
) -> ClusteringSensitivity:
    r"""One number per tagger for what its logit owes to which particles are joined first.

    Splittings are drawn at random, each is moved in a copy of its jet, and the copy is clustered
    again (:func:`twins`). Where that changes the history,

    .. math::
        J = L(\text{new tree}) - L(\text{old tree})

    is taken at the same momenta: all that differs is the tree. Intervals are over the moves.

    Args:
        tagger: Any tagger; it is left as it was.
        jets: Two or more jets, clustered.
        direction: As in :func:`twins`.
        size: By how much the coordinate changes.
        most: At most so many splittings.
        seed: Of the draw and of the bootstrap.
        target: Which number is asked about, see :func:`pyg_jets.taggers.at_target`.
        **options: Of :func:`twins`: ``algorithm``.

    Raises:
        TypeError: As in :func:`twins`.
        ValueError: As in :func:`twins`, or if the logit is the same for all jets.
    """
    tagger, rng = at_target(tagger, target), np.random.default_rng(seed)
    number = len(jets.merges)
    rows = rng.permutation(number)[:most]
    moved = twins(jets, torch.from_numpy(np.sort(rows)), direction, size, **options)
    before = float64_array(predict_logits(tagger, jets))
    if (spread := float(before.std())) == 0:
        raise ValueError(
            f"'tagger' must tell the jets apart (got one logit for all {len(before)} of them)"
        )
    on_new, on_old = (
        float64_array(predict_logits(tagger, trees)) for trees in (moved.trees, moved.held)
    )
    changed = moved.changed.numpy()
    steps = on_old - before[moved.jet.numpy()]
    return ClusteringSensitivity(
        share(int(changed.sum()), len(changed)),
        _size((on_new - on_old)[changed] / spread, rng),
        _size(steps[changed] / spread, rng),
    )


def _size(values: Floats, rng: np.random.Generator) -> Estimate:
    """Root mean square; where no history changed it is not defined."""
    if len(values) == 0:
        return Estimate(np.nan, np.nan, np.nan)
    squares = values**2
    draws = rng.integers(len(values), size=(200, len(values)))
    return Estimate.from_replicas(float(squares.mean() ** 0.5), squares[draws].mean(1) ** 0.5)
