"""The error of a map is the larger of jets and trainings."""

import numpy as np
import pytest
import torch

from pyg_jets import LundPlane
from pyg_jets.study.map_over_trainings import MapOverTrainings


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
