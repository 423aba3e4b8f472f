"""Whether the maps of two tasks differ by more than those of two trainings of one task."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pyg_jets.evaluation.similarity import known_map_correlation
from pyg_jets.lund import LundPlane


def pattern_changes(maps: Sequence[LundPlane], others: Sequence[LundPlane]) -> list[float]:
    r"""How much less maps are alike across two tasks than within each, one number a training.

    .. math::
        \tfrac12 \big[ r(A_k, A_{k+1}) + r(B_k, B_{k+1}) \big]
        - \tfrac12 \big[ r(A_k, B_{k+1}) + r(B_k, A_{k+1}) \big]

    with r Pearson's correlation of the means in the bins that have ten entries in both maps, and
    :math:`k + 1` the next training, after the last the first. Both halves compare different
    trainings on different test jets, so that what is left is the tasks'.

    Args:
        maps: Of one task, one a training.
        others: The same kind of jets in another task, in the same order.

    Returns:
        NaN where too few bins have entries, and if there is one training only: it has no next one.
    """
    n = len(maps)
    if n < 2:
        return [math.nan] * n
    return [
        _pattern_change(maps[k], maps[(k + 1) % n], others[k], others[(k + 1) % n])
        for k in range(n)
    ]


def _pattern_change(
    here: LundPlane, next_here: LundPlane, there: LundPlane, next_there: LundPlane
) -> float:
    with np.errstate(invalid="ignore", divide="ignore"):  # maps without any pattern: NaN
        within = known_map_correlation(here, next_here) + known_map_correlation(there, next_there)
        across = known_map_correlation(here, next_there) + known_map_correlation(there, next_here)
    return (within - across) / 2
