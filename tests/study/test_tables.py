"""Infinite ends become null in JSON."""

import math

from pyg_jets.metrics import Estimate
from pyg_jets.study.tables import _estimate


def test_infinite_rejection_is_null_with_its_counts() -> None:
    assert _estimate("rejection", Estimate(math.inf, 870.0, math.inf, 0, 1600)) == {
        "rejection": None,
        "rejection_interval": [870.0, None],
        "rejection_counts": [0, 1600],
    }
