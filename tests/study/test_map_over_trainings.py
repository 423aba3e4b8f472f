"""The error of a map is the larger of jets and trainings; chance spreads as the error says."""

import numpy as np
import pytest
import torch

from pyg_jets import LundPlane
from pyg_jets.study.map_over_trainings import MapOverTrainings, seed_spread


class Places:
    """Splittings at given places of the plane."""

    def __init__(self, number: int) -> None:
        self.ln_inv_delta, self.ln_kt = torch.full((number,), 0.5), torch.full((number,), 0.5)
        self.num_jets = number


def plane(mean: float, number: int = 30, width: float = 1.0) -> LundPlane:
    """One bin with a given mean and known error."""
    values = mean + width * torch.tensor([1.0, -1.0] * (number // 2))
    return LundPlane(bins=(1, 1), range=((0.0, 1.0), (0.0, 1.0))).fill(Places(number), values)


def test_the_spread_of_trainings_is_the_error_where_it_is_larger() -> None:
    whole = MapOverTrainings([plane(1.0), plane(2.0), plane(3.0)])
    assert whole.mean[0, 0] == pytest.approx(2.0)
    assert whole.count[0, 0] == 90
    assert whole.error[0, 0] == pytest.approx(1.3213 * (4 / 3) ** 0.5, rel=1e-4)  # one more
    assert whole.spread[0, 0] == pytest.approx(1.0)


def test_the_error_over_jets_is_where_it_is_larger() -> None:
    # 30 values at mean +- 60: standard deviation 60 sqrt(30 / 29), error that over sqrt(30).
    whole = MapOverTrainings([plane(1.0, width=60.0), plane(2.0, width=60.0)])
    assert whole.error[0, 0] == pytest.approx(60 / np.sqrt(29))


def test_bins_of_few_entries_have_the_error_over_jets() -> None:
    whole = MapOverTrainings([plane(1.0, number=10), plane(9.0)])
    squares = [1 / 9, 1 / 29]
    assert whole.error[0, 0] == pytest.approx(np.sqrt(np.mean(squares)))


def test_one_training_and_none() -> None:
    assert MapOverTrainings([plane(1.0)]).error[0, 0] == plane(1.0).error[0, 0]
    with pytest.raises(ValueError, match=r"at least one training \(got none\)"):
        MapOverTrainings([])


def _planes(shift: float, number: int = 8, seed: int = 0) -> list[LundPlane]:
    draw = np.random.default_rng(seed)
    planes = []
    for k in range(number):
        plane = LundPlane(bins=(6, 3))
        x, y = draw.uniform(0, 6, 4000), draw.uniform(-3, 3, 4000)
        values = draw.normal(1 + shift * (k % 2), 0.3, 4000)
        plane.histogram.fill(x, y, sample=values)
        planes.append(plane)
    return planes


def test_chance_alone_is_the_error() -> None:
    spread, ratio = seed_spread(_planes(0.0))
    assert ratio == pytest.approx(1.0, abs=0.2)
    filled = ~np.ma.getmaskarray(spread)
    assert filled[:, :2].all()
    assert not filled[:, 2].any()  # nothing lies above kt = e^3


def test_three_trainings_that_differ_by_chance() -> None:
    ratios = [seed_spread(_planes(0.0, 3, seed))[1] for seed in range(40)]
    assert np.mean(ratios) == pytest.approx(np.log(2) ** 0.5, abs=0.05)


def test_trainings_that_differ() -> None:
    spread, ratio = seed_spread(_planes(0.5))
    assert ratio > 5
    assert spread.mean() == pytest.approx(0.5 * np.std([0, 1] * 4, ddof=1), rel=0.1)


def test_bins_with_few_splittings_are_left_out() -> None:
    nearly_empty = LundPlane(bins=(6, 3))
    nearly_empty.histogram.fill([1.0], [1.0], sample=[1.0])
    spread, ratio = seed_spread([nearly_empty, nearly_empty])
    assert spread.mask.all()
    assert np.isnan(ratio)


def test_one_training_has_no_spread() -> None:
    with pytest.raises(ValueError, match=r"two trainings or more \(got 1\)"):
        seed_spread(_planes(0.0, 1))
