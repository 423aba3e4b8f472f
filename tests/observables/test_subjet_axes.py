"""Axes of subjets by hand and against C++ fjcontrib."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pyg_jets import Constituents
from pyg_jets.jets.algorithms.generalised_kt import generalised_kt_merges, winner_take_all_kt_merges
from pyg_jets.observables._angles import directions
from pyg_jets.observables._splittings import node_momenta
from pyg_jets.observables._subjet_axes import (
    exclusive_axes,
    move_axes,
    nearest_axes,
    winner_momenta,
)


def massless(pt: float, y: float, phi: float) -> list[float]:
    return [pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(y), pt * math.cosh(y)]


def start(p4: np.ndarray, num_axes: int, winner: bool) -> np.ndarray:
    """Exclusive axes of one jet."""
    ptr = np.array([0, len(p4)])
    merges = winner_take_all_kt_merges(p4, ptr) if winner else generalised_kt_merges(p4, ptr, 1)
    momenta = winner_momenta(p4, merges) if winner else node_momenta(p4, merges)
    axes: np.ndarray = exclusive_axes(momenta, merges, num_axes)
    return axes


def sorted_axes(axes: np.ndarray) -> np.ndarray:
    return axes[np.lexsort(axes.T)]


@pytest.mark.parametrize("one_pass", [False, True])
@pytest.mark.parametrize("winner", [False, True])
def test_axes_of_fjcontrib(
    winner: bool,
    one_pass: bool,
    reference: Constituents,
    reference_arrays: dict[str, np.ndarray],
) -> None:
    column = 2 * winner + one_pass
    expected = reference_arrays["tau_axes_beta1"][:, column]
    for i, jet in enumerate(reference):
        p4 = jet.p4.numpy()
        for num_axes in range(1, min(4, len(p4))):
            axes = start(p4, num_axes, winner)
            if one_pass:
                move_axes(axes, *directions(p4), 1.0)
            theirs = sorted_axes(expected[i, num_axes - 1, :num_axes])
            np.testing.assert_allclose(sorted_axes(axes), theirs, rtol=0, atol=1e-11)


def test_axes_by_hand() -> None:
    # Two pairs: 10 + 5 at phi = 0 and 0.1, 20 + 1 at 1 and 1.1, all at y = 0.
    p4 = np.array([massless(*p) for p in [(10, 0, 0), (5, 0, 0.1), (20, 0, 1), (1, 0, 1.1)]])
    assert sorted(start(p4, 2, winner=True)[:, 1]) == pytest.approx([0, 1])
    first = math.atan2(5 * math.sin(0.1), 10 + 5 * math.cos(0.1))
    second = math.atan2(math.sin(0.1), 20 + math.cos(0.1))
    assert sorted(start(p4, 2, winner=False)[:, 1]) == pytest.approx([first, 1 + second])
    assert start(p4, 1, winner=True)[0] == pytest.approx([0, 1])
    assert len(start(p4, 4, winner=False)) == 4


def test_each_particle_finds_its_axis() -> None:
    axes, y, phi = np.array([[0.0, 0.1], [0.0, 6.0]]), np.zeros(3), np.array([0.2, 5.0, 6.2])
    squared, owner = np.empty(3), np.zeros(3, np.int64)
    nearest_axes(axes, y, phi, squared, owner)
    assert owner.tolist() == [0, 1, 0]
    assert squared == pytest.approx([0.01, 1.0, (2 * math.pi - 6.1) ** 2])


def test_one_pass_finds_the_median_and_the_mean() -> None:
    # On a line, beta = 1 ends at the weighted median and beta = 2 at the weighted mean.
    y, phi, pt = np.array([-0.2, 0.1, 0.4]), np.full(3, 2.0), np.array([1.0, 10.0, 1.0])
    for beta, expected in ((1.0, 0.1), (2.0, 1.2 / 12)):
        axes = np.array([[-0.1, 2.0]])
        move_axes(axes, y, phi, pt, beta)
        assert axes[0] == pytest.approx([expected, 2.0], abs=1e-3)


def test_one_pass_crosses_the_seam() -> None:
    y, phi, pt = np.zeros(4), np.array([0.1, 6.2, 6.1, 0.2]), np.ones(4)
    for start_phi in (0.05, 6.25):
        axes = np.array([[0.0, start_phi]])
        move_axes(axes, y, phi, pt, 2.0)
        mean = (0.3 + 12.3 - 4 * math.pi) / 4
        assert axes[0, 1] == pytest.approx(mean % (2 * math.pi))


def test_an_axis_without_particles_stays() -> None:
    axes = np.array([[0.0, 1.0], [5.0, 4.0]])
    move_axes(axes, np.array([0.0, 0.2]), np.array([1.0, 1.2]), np.ones(2), 2.0)
    assert axes == pytest.approx(np.array([[0.1, 1.1], [5.0, 4.0]]))


@pytest.mark.parametrize("beta", [0.5, 1.0, 1.5, 2.0])
def test_one_pass_lowers_the_sum(beta: float) -> None:
    generator = np.random.default_rng(0)
    for _ in range(20):
        y, phi = generator.normal(0, 0.3, 12), generator.normal(3, 0.3, 12)
        pt, axes = generator.exponential(size=12), generator.normal((0, 3), 0.3, (2, 2))
        sums = []
        for _ in range(2):
            squared, owner = np.empty(12), np.zeros(12, np.int64)
            nearest_axes(axes, y, phi, squared, owner)
            sums.append((pt * squared ** (beta / 2)).sum())
            move_axes(axes, y, phi, pt, beta)
        assert sums[1] <= sums[0]
