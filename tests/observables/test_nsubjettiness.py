"""N-subjettiness against a slow version, C++ fjcontrib's values and values found by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets.jets.constituents import Constituents
from pyg_jets.observables import (
    multiplicity,
    nsubjettiness,
    nsubjettiness_ratio,
    nsubjettiness_up_to,
)
from pyg_jets.observables.nsubjettiness import AXES

Direction = tuple[float, float]


def massless(pt: float, y: float, phi: float) -> list[float]:
    return [pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(y), pt * math.cosh(y)]


def direction(p: Any) -> Direction:
    return 0.5 * math.log((p[3] + p[2]) / (p[3] - p[2])), math.atan2(p[1], p[0])


def distance(a: Direction, b: Direction) -> float:
    return math.hypot(a[0] - b[0], math.remainder(a[1] - b[1], 2 * math.pi))


def slow_axes(jet: list[list[float]], n: int, winner: bool) -> list[Direction]:
    """Exclusive kt subjets: (pt, direction, momentum) merged pair by pair."""
    left = [(math.hypot(p[0], p[1]), direction(p), p) for p in jet]
    while len(left) > n:
        pairs = [(i, j) for j in range(len(left)) for i in range(j)]
        i, j = min(
            pairs,
            key=lambda ij: (
                min(left[ij[0]][0], left[ij[1]][0]) * distance(left[ij[0]][1], left[ij[1]][1])
            ),
        )
        b, a = left.pop(j), left.pop(i)
        total = [x + y for x, y in zip(a[2], b[2], strict=True)]
        if winner:
            left.append((a[0] + b[0], max(a, b)[1], total))
        else:
            left.append((math.hypot(total[0], total[1]), direction(total), total))
    return [subjet[1] for subjet in left]


def slow_one_pass(jet: list[list[float]], axes: list[Direction], beta: float) -> list[Direction]:
    """Means of the particles nearest to each axis, until they hardly move."""
    shift = math.inf
    while shift > 1e-4:
        sums = [[0.0, 0.0, 0.0] for _ in axes]
        for p in jet:
            here = direction(p)
            k = min(range(len(axes)), key=lambda k: distance(here, axes[k]))
            squared = distance(here, axes[k]) ** 2 + (1e-8 if beta != 2 else 0)
            weight = math.hypot(p[0], p[1]) * squared ** (beta / 2 - 1) if beta != 2 else p_t(p)
            turn = math.remainder(here[1] - axes[k][1], 2 * math.pi)
            terms = (1, here[0] - axes[k][0], turn)
            sums[k] = [s + weight * term for s, term in zip(sums[k], terms, strict=True)]
        moved = [
            (y + s[1] / s[0], phi + s[2] / s[0]) for (y, phi), s in zip(axes, sums, strict=True)
        ]
        shift = sum(map(distance, axes, moved)) / len(axes)
        axes = moved
    return axes


def p_t(p: Any) -> float:
    return math.hypot(p[0], p[1])


def slow_nsubjettiness(jet: Any, n: int, kind: str, beta: float, radius: float) -> float:
    if len(jet) <= n:
        return 0.0
    axes = slow_axes(jet, n, "wta" in kind)
    if kind.startswith("onepass"):
        axes = slow_one_pass(jet, axes, beta)
    weighted = [p_t(p) * min(distance(direction(p), axis) for axis in axes) ** beta for p in jet]
    total = math.fsum(map(p_t, jet))
    return math.fsum(weighted) / total / math.pow(radius, beta)


@pytest.mark.parametrize("axes", AXES)
@pytest.mark.parametrize("beta", [1.0, 1.5, 2.0])
def test_agrees_with_the_slow_version(axes: str, beta: float, toy_jets: Constituents) -> None:
    for n in (1, 2, 4):
        value = nsubjettiness(toy_jets, n, axes, beta, radius=0.6)
        expected = [
            slow_nsubjettiness(jet.p4.tolist(), n, axes, beta, radius=0.6) for jet in toy_jets
        ]
        assert value.dtype == torch.float64
        torch.testing.assert_close(
            value, torch.tensor(expected, dtype=torch.float64), rtol=1e-11, atol=1e-15
        )


@pytest.mark.parametrize("axes", AXES)
@pytest.mark.parametrize("beta", [1.0, 2.0])
def test_agrees_with_fjcontrib(
    axes: str, beta: float, reference: Constituents, reference_arrays: dict[str, np.ndarray]
) -> None:
    expected = reference_arrays[f"tau_beta{beta:.0f}"][:, AXES.index(axes)]
    for n in (1, 2, 3):
        value = nsubjettiness(reference, n, axes, beta).numpy()
        np.testing.assert_allclose(value, expected[:, n - 1], rtol=1e-12, atol=1e-15)


def test_two_particles_by_hand() -> None:
    # The axis on the harder, or in the middle of equals: the softer has 1/4 of pt, 0.4 away.
    jets = Constituents.from_list([[massless(75, 0, 0.1), massless(25, 0, -0.3)]])
    assert nsubjettiness(jets, 1, "wta_kt").item() == pytest.approx(0.25 * 0.5)
    assert nsubjettiness(jets, 1, "wta_kt", beta=2).item() == pytest.approx(0.25 * 0.25)
    assert nsubjettiness(jets, 1, "wta_kt", radius=0.4).item() == pytest.approx(0.25)
    equals = Constituents.from_list([[massless(50, 0, 0.2), massless(50, 0, -0.2)]])
    assert nsubjettiness(equals, 1, "kt", beta=2).item() == pytest.approx(0.0625)


def test_no_more_particles_than_axes_give_zero(toy_jets: Constituents) -> None:
    for n in (1, 3, 7):
        assert ((nsubjettiness(toy_jets, n) == 0) == (multiplicity(toy_jets) <= n)).all()


def test_any_number_of_axes() -> None:
    rng = np.random.default_rng(0)
    jets = Constituents.from_list(
        [[massless(rng.exponential(20), *rng.normal(0, 0.3, 2)) for _ in range(60)]]
    )
    taus = nsubjettiness_up_to(jets, 59)[0]
    assert (taus > 0).all()
    assert taus[-1] < 1e-3 * taus[0]


@pytest.mark.parametrize("axes", AXES)
def test_one_clustering_gives_all_of_them(axes: str, toy_jets: Constituents) -> None:
    taus = nsubjettiness_up_to(toy_jets, 5, axes, beta=1.5, radius=0.5)
    alone = [nsubjettiness(toy_jets, n, axes, beta=1.5, radius=0.5) for n in range(1, 6)]
    assert taus.equal(torch.stack(alone, dim=1))


@pytest.mark.parametrize("n", [2, 3])
def test_ratio(n: int, toy_jets: Constituents) -> None:
    ratio = nsubjettiness_ratio(toy_jets, n, "wta_kt", beta=2, radius=0.6)
    taus = [nsubjettiness(toy_jets, k, "wta_kt", beta=2, radius=0.6) for k in (n, n - 1)]
    has_ratio = multiplicity(toy_jets) >= n
    torch.testing.assert_close(ratio[has_ratio], (taus[0] / taus[1])[has_ratio])
    assert (ratio[~has_ratio] == 0).all()
    assert (nsubjettiness(toy_jets, n - 1) > 1e-12).equal(has_ratio)


def test_ratio_of_rounding_is_zero() -> None:
    one_direction = Constituents.from_list([[massless(pt, 0.3, 1.1) for pt in (3, 5, 7, 11)]])
    for beta in (0.5, 1.0, 2.0):
        assert nsubjettiness_ratio(one_direction, 2, beta=beta).item() == 0


@pytest.mark.parametrize("axes", AXES)
def test_a_jet_without_transverse_momentum_is_finite(axes: str) -> None:
    beam = Constituents([[0.0, 0.0, 7.0, 7.0], [0.0, 0.0, -5.0, 5.0], [0.0, 0, 0, 1]], [0, 3])
    assert nsubjettiness(beam, 1, axes).item() == 0


def test_no_jets_give_no_values() -> None:
    assert nsubjettiness(Constituents(torch.empty(0, 4), [0]), 2).shape == (0,)


def test_takes_momenta_in_any_layout(toy_jets: Constituents) -> None:
    transposed = Constituents(toy_jets.p4.t().contiguous().t(), toy_jets.ptr)
    assert nsubjettiness(transposed, 2).equal(nsubjettiness(toy_jets, 2))


def test_refuses_what_has_no_constituents() -> None:
    with pytest.raises(TypeError, match=r"'jets' must be Constituents .* \(got list\)"):
        nsubjettiness([], 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [0, -1, 1.5, "2"])
def test_refuses_a_number_of_axes_out_of_range(n: Any, toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"'n' must be an integer of at least 1 \(got "):
        nsubjettiness(toy_jets, n)


@pytest.mark.parametrize("n", [1, 0, 2.0])
def test_refuses_a_ratio_without_denominator(n: Any, toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"'n' must be an integer of at least 2 \(got "):
        nsubjettiness_ratio(toy_jets, n)


def test_refuses_unknown_axes_and_lists_the_known(toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=r"one of kt, onepass_kt, .* \(got 'OnePass_KT_Axes'\)"):
        nsubjettiness(toy_jets, 1, "OnePass_KT_Axes")


@pytest.mark.parametrize("name", ["beta", "radius"])
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_refuses_parameters_out_of_range(name: str, value: float, toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=f"'{name}' must be finite and positive"):
        nsubjettiness(toy_jets, 1, **{name: value})  # type: ignore[arg-type]


def test_knows_what_is_irc_safe() -> None:
    assert nsubjettiness.irc_safe
    assert not nsubjettiness_ratio.irc_safe
