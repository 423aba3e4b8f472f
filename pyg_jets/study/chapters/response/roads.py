"""Through which nodes a tagger hears hard and soft splittings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pyg_jets.intervention import Roads
from pyg_jets.lund import LundCoordinates
from pyg_jets.metrics import Estimate, Floats, float64_array

RANGES = {"kt > 5 GeV": (5.0, np.inf), "1 to 5 GeV": (1.0, 5.0), "kt < 1 GeV": (0.0, 1.0)}
"""Of the splittings' kt in GeV."""


class Heard(NamedTuple):
    """Root mean square of the response of some splittings, in units of the logit, by road.

    Attributes:
        leaves: Through the constituents below.
        inner: Through the pseudojets below.
        ancestors: Through the splitting itself and what is above it.
    """

    leaves: Estimate
    inner: Estimate
    ancestors: Estimate


def heard_by_kt(roads: Roads, where: LundCoordinates, seed: int = 0) -> dict[str, Heard]:
    """By range of kt how much comes on each road, with intervals over splittings.

    Args:
        roads: Of all splittings.
        where: Their places.
        seed: Of the bootstrap.
    """
    kt = np.exp(float64_array(where.ln_kt))
    squares = [
        float64_array(road.ln_inv_delta) ** 2 + float64_array(road.ln_kt) ** 2 for road in roads
    ]
    return {
        name: Heard(*(_size(of[(kt > low) & (kt <= high)], seed) for of in squares))
        for name, (low, high) in RANGES.items()
    }


def _size(squares: Floats, seed: int) -> Estimate:
    if len(squares) == 0:
        return Estimate(np.nan, np.nan, np.nan)
    rng = np.random.default_rng(seed)
    means = [squares[rng.integers(len(squares), size=len(squares))].mean() for _ in range(50)]
    return Estimate.from_replicas(float(squares.mean() ** 0.5), np.sqrt(means))
