"""The fast clustering against the definition, O(n³)."""

import math

import numpy as np
import pytest

from pyg_jets import Constituents
from pyg_jets._generalised_kt import generalised_kt_merges


def _slow(p4: np.ndarray, power: int) -> list[list[int]]:
    left = dict(enumerate(p4))
    merges: list[list[int]] = []

    def distance(i: int, j: int) -> float:
        (a, b), y, phi, kt2 = (left[i], left[j]), [], [], []
        for px, py, pz, energy in (a, b):
            y.append(0.5 * math.log((energy + pz) / (energy - pz)))
            phi.append(math.atan2(py, px))
            kt2.append((px**2 + py**2) ** power)
        d_phi = abs(phi[0] - phi[1])
        d_phi = min(d_phi, 2 * math.pi - d_phi)
        return float(min(kt2) * (d_phi**2 + (y[0] - y[1]) ** 2))

    while len(left) > 1:
        pairs = [(i, j) for i in left for j in left if i < j]
        i, j = min(pairs, key=lambda pair: distance(*pair))
        left[len(p4) + len(merges)] = left.pop(i) + left.pop(j)
        merges.append([i, j])
    return merges


@pytest.mark.parametrize("power", [-1, 0, 1])
def test_same_as_the_definition(power: int, toy_jets: Constituents) -> None:
    merges = generalised_kt_merges(toy_jets.p4.numpy(), toy_jets.ptr.numpy(), power)
    expected = [merge for jet in toy_jets for merge in _slow(jet.p4.numpy(), power)]
    assert merges.tolist() == expected


def test_coordinates_that_are_not_finite_do_not_hang() -> None:
    p4 = np.array([[1.0, 0, 0, 0], [2.0, 0, 0, 0], [0.0, 0, 5, 4], [1.0, 1, 1, 3]])
    merges = generalised_kt_merges(p4, np.array([0, 4]), 0)
    assert sorted(merges.ravel().tolist()) == [0, 1, 2, 3, 4, 5]
