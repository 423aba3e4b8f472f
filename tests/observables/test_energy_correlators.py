"""C2 and D2 against sums over all triples, FastJet's and values found by hand."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import awkward as ak
import fastjet
import numpy as np
import pytest
import torch

from pyg_jets.jets.constituents import Constituents
from pyg_jets.observables import c2, d2, multiplicity


def massless(pt: float, y: float, phi: float) -> list[float]:
    return [pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(y), pt * math.cosh(y)]


def slow_correlators(jet: Any, beta: float) -> tuple[float, float, float]:
    """ECF(1), ECF(2), ECF(3), particle by particle."""
    pt = [math.hypot(p[0], p[1]) for p in jet]
    y = [0.5 * math.log((p[3] + p[2]) / (p[3] - p[2])) for p in jet]
    phi = [math.atan2(p[1], p[0]) for p in jet]

    def product(particles: tuple[int, ...]) -> float:
        distances = [
            math.hypot(y[i] - y[j], math.remainder(phi[i] - phi[j], 2 * math.pi))
            for i, j in combinations(particles, 2)
        ]
        return math.prod(pt[i] for i in particles) * math.prod(distances) ** beta

    first, second, third = (
        math.fsum(map(product, combinations(range(len(jet)), n))) for n in (1, 2, 3)
    )
    return first, second, third


@pytest.mark.parametrize("beta", [0.5, 1.0, 2.0, 3.0])
def test_agree_with_sums_over_all_triples(beta: float, toy_jets: Constituents) -> None:
    for i, jet in enumerate(toy_jets):
        first, second, third = slow_correlators(jet.p4.tolist(), beta)
        expected = third * first / second**2 if len(jet.p4) > 1 else 0
        assert c2(toy_jets, beta)[i].item() == pytest.approx(expected, rel=1e-12)
        expected = third * first**3 / second**3 if len(jet.p4) > 1 else 0
        assert d2(toy_jets, beta)[i].item() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("beta", [1.0, 2.0])
def test_agree_with_fastjet(beta: float, toy_jets: Constituents) -> None:
    several = toy_jets[multiplicity(toy_jets) > 1]
    columns = dict(zip(("px", "py", "pz", "E"), several.p4.numpy().T, strict=True))
    particles = ak.unflatten(ak.zip(columns, with_name="Momentum4D"), several.ptr.diff().numpy())
    definition = fastjet.JetDefinition(fastjet.cambridge_algorithm, 1000.0)
    sequence = fastjet.ClusterSequence(particles, definition)
    for name, observable in (("C2", c2), ("D2", d2)):
        expected = sequence.exclusive_jets_energy_correlator(njets=1, beta=beta, func=name)
        value = observable(several, beta).numpy()
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=0)


def test_three_particles_by_hand() -> None:
    # A third of pt each, 0.1, 0.1 and 0.2 apart: e2 = 0.4 / 9, e3 = 0.002 / 27.
    jets = Constituents.from_list([[massless(50, 0, phi) for phi in (0.0, 0.1, 0.2)]])
    assert c2(jets).item() == pytest.approx(0.002 / 27 / (0.4 / 9) ** 2)
    assert d2(jets).item() == pytest.approx(0.002 / 27 / (0.4 / 9) ** 3)
    # beta = 2: e2 = 0.06 / 9, e3 = 4e-6 / 27.
    assert c2(jets, beta=2).item() == pytest.approx(4e-6 / 27 / (0.06 / 9) ** 2)


def test_fewer_than_three_directions_give_zero() -> None:
    jets = Constituents.from_list(
        [
            [massless(50, 0.3, 0.1)],
            [massless(50, 0.3, 0.1), massless(20, 0, 0)],
            [massless(pt, 0.3, 0.1) for pt in (3, 5, 7)],
            [[0.0, 0.0, 7.0, 7.0]] * 3,
        ]
    )
    for beta in (0.5, 1, 2):
        assert c2(jets, beta).tolist() == [0, 0, 0, 0]
        assert d2(jets, beta).tolist() == [0, 0, 0, 0]


def test_no_jets_give_no_values() -> None:
    assert d2(Constituents(torch.empty(0, 4), [0])).shape == (0,)


@pytest.mark.parametrize("observable", [c2, d2])
def test_refuse_what_has_no_constituents(observable: Any) -> None:
    with pytest.raises(TypeError, match=r"'jets' must be Constituents .* \(got list\)"):
        observable([])


@pytest.mark.parametrize("observable", [c2, d2])
@pytest.mark.parametrize("beta", [0.0, -1.0, math.nan, math.inf])
def test_refuse_a_beta_out_of_range(observable: Any, beta: float, toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match="'beta' must be finite and positive"):
        observable(toy_jets, beta)


def test_are_not_irc_safe() -> None:
    assert [c2.irc_safe, d2.irc_safe] == [False, False]
