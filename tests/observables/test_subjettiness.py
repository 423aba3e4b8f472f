"""The compiled loop over jets by hand."""

from __future__ import annotations

import numpy as np
import pytest

from pyg_jets import Constituents
from pyg_jets.jets.algorithms.generalised_kt import winner_take_all_kt_merges
from pyg_jets.observables._subjettiness import mean_distances


def test_columns_are_numbers_of_axes() -> None:
    # All at rapidity 0: pt 6, 3, 1 at phi = 0, 1, 1.5, and pt 5 alone.
    momenta = [
        [pt * np.cos(phi), pt * np.sin(phi), 0.0, pt] for pt, phi in ((6, 0), (3, 1), (1, 1.5))
    ]
    jets = Constituents([*momenta, [5.0, 0.0, 0.0, 5.0]], [0, 3, 4])
    p4, ptr = jets.p4.numpy(), jets.ptr.numpy()
    merges, means = winner_take_all_kt_merges(p4, ptr), np.full((2, 3), np.nan)
    mean_distances(p4, ptr, merges, True, False, 1.0, 1, means)
    # One axis at 0; two at 0 and 1; nothing is written for three, nor for the lone particle.
    assert means[0, :2] == pytest.approx([(3 * 1 + 1 * 1.5) / 10, 1 * 0.5 / 10])
    assert np.isnan(means[0, 2])
    assert np.isnan(means[1]).all()
