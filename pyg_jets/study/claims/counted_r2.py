"""The R² of a probe, where it may be counted."""

from __future__ import annotations

import math

from pyg_jets.metrics.estimate import Estimate
from pyg_jets.probing import ProbeScore


def counted_r2(score: Estimate) -> float:
    """The value of a score; NaN if it rests on one jet.

    One jet with most of the squared error can move R² by any amount: no claim may rest on it. NaN
    goes through every minimum, maximum and mean, so the claim is not decided.

    Args:
        score: Of a probe; of other origin, it counts as it is.
    """
    rests = isinstance(score, ProbeScore) and score.rests_on_one_jet
    return math.nan if rests else score.value
