"""Four slots at a time against one after the other, on jets where equals and borders decide."""

import numpy as np
import pytest

from pyg_jets.jets.algorithms.generalised_kt import cluster_plainly, generalised_kt_merges
from pyg_jets.jets.algorithms.vector_search import clustered_in_lanes, room_for
from tests.contracts.test_any_jets import KINDS, _jet


def _plainly(p4: np.ndarray, power: int) -> np.ndarray:
    merges = np.empty((len(p4) - 1, 2), np.int32)
    cluster_plainly(p4, power, False, merges)
    return merges


@pytest.mark.parametrize("power", [-1, 0, 1])
def test_same_as_the_plain_search(power: int) -> None:
    rng, room, told = np.random.default_rng(power + 1), room_for(150), 0
    for number in range(400):
        kinds = rng.choice(KINDS, rng.integers(1, 5)).tolist()
        n = rng.integers(1, 150) if number % 4 else rng.integers(1, 10)
        p4 = _jet(kinds, int(n), bool(number % 2), rng)
        merges = np.empty((len(p4) - 1, 2), np.int32)
        if clustered_in_lanes(p4, power, merges, room):
            np.testing.assert_array_equal(merges, _plainly(p4, power))
            told += 1
    assert told > 350


def test_coordinates_that_are_not_finite_are_left_to_the_plain_search() -> None:
    p4 = np.array([[1.0, 0, 0, 0], [2.0, 0, 0, 0], [0.0, 0, 5, 4], [1.0, 1, 1, 3]])
    assert not clustered_in_lanes(p4, 0, np.empty((3, 2), np.int32), room_for(4))
    # Finite, but their sum is not: it is found out half way.
    p4 = np.array([[9e153, 0, 0, 1e154], [9e153, 0, 1, 1e154], [1.0, 2, 3, 4]])
    assert not clustered_in_lanes(p4, 0, np.empty((2, 2), np.int32), room_for(3))
    merges = generalised_kt_merges(p4, np.array([0, 3]), 0)
    np.testing.assert_array_equal(merges, _plainly(p4, 0))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8, 9, 600])
def test_any_number_of_constituents(n: int) -> None:
    momenta = np.random.default_rng(n).normal(size=(n, 3))
    p4 = np.column_stack((momenta, np.linalg.norm(momenta, axis=1) + 0.1))
    merges = np.empty((n - 1, 2), np.int32)
    assert clustered_in_lanes(p4, 0, merges, room_for(n))
    np.testing.assert_array_equal(merges, _plainly(p4, 0))
