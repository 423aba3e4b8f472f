"""A score that rests on one jet counts for nothing."""

import math

from pyg_jets.metrics.estimate import Estimate
from pyg_jets.probing import ProbeScore
from pyg_jets.study.claims.counted_r2 import counted_r2


def test_what_counts() -> None:
    assert counted_r2(ProbeScore(0.6, 0.5, 0.7, worst=0.2)) == 0.6
    assert math.isnan(counted_r2(ProbeScore(0.6, 0.5, 0.7, worst=0.3)))
    assert counted_r2(Estimate(0.6, 0.5, 0.7)) == 0.6
