"""The fast clustering against the definition, O(n³)."""

import math

import numpy as np
import pytest

from pyg_jets import Constituents
from pyg_jets.jets.algorithms.generalised_kt import generalised_kt_merges, winner_take_all_kt_merges


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


def _slow_winner_take_all(p4: np.ndarray) -> list[list[int]]:
    left = {}
    for i, (px, py, pz, energy) in enumerate(p4):
        y, phi = 0.5 * math.log((energy + pz) / (energy - pz)), math.atan2(py, px)
        left[i] = (y, phi, math.hypot(px, py))
    merges: list[list[int]] = []

    def distance(i: int, j: int) -> float:
        (y_1, phi_1, pt_1), (y_2, phi_2, pt_2) = left[i], left[j]
        d_phi = math.remainder(phi_1 - phi_2, 2 * math.pi)
        return float(min(pt_1, pt_2) ** 2 * (d_phi**2 + (y_1 - y_2) ** 2))

    while len(left) > 1:
        i, j = min(((i, j) for i in left for j in left if i < j), key=lambda pair: distance(*pair))
        first, second = left.pop(i), left.pop(j)
        winner = max(first, second, key=lambda direction: direction[2])
        left[len(p4) + len(merges)] = (*winner[:2], first[2] + second[2])
        merges.append([i, j])
    return merges


def test_winner_take_all_same_as_the_definition(toy_jets: Constituents) -> None:
    merges = winner_take_all_kt_merges(toy_jets.p4.numpy(), toy_jets.ptr.numpy())
    expected = [merge for jet in toy_jets for merge in _slow_winner_take_all(jet.p4.numpy())]
    assert merges.tolist() == expected


def test_the_lower_of_equals_wins() -> None:
    def massless(pt: float, phi: float) -> list[float]:
        return [pt * math.cos(phi), pt * math.sin(phi), 0.0, pt]

    # 0 and 1 merge into 4 at phi = 0, so 2 is nearer to it than to 3.
    p4 = np.array([massless(10, 0.0), massless(10, 0.1), massless(30, -0.5), massless(30, -1.05)])
    merges = winner_take_all_kt_merges(p4, np.array([0, 4]))
    assert merges.tolist() == [[0, 1], [2, 4], [3, 5]]
