"""Angularities against a slow reference, C++ FastJet's jets and values found by hand."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets.jets.constituents import Constituents
from pyg_jets.observables import angularity, lha, mass_angularity, multiplicity, pt_d, width

SHARED = Path(__file__).parents[2] / ".." / "shared"
POWERS = [(0, 0), (1, 1), (1, 2), (2, 0), (1, 0.5), (0.5, 1.5), (0, 1)]


def massless(pt: float, rapidity: float, phi: float) -> list[float]:
    return [
        pt * math.cos(phi),
        pt * math.sin(phi),
        pt * math.sinh(rapidity),
        pt * math.cosh(rapidity),
    ]


def toy_jets(num_jets: int = 20, seed: int = 0) -> Constituents:
    rng = np.random.default_rng(seed)
    jets = []
    for size in rng.integers(1, 30, num_jets):
        y_jet, phi_jet = rng.uniform(-2, 2), rng.uniform(-math.pi, math.pi)
        jets.append(
            [
                massless(rng.exponential(20), y_jet + dy, phi_jet + dphi)
                for dy, dphi in rng.normal(0, 0.3, (size, 2))
            ]
        )
    return Constituents.from_list(jets)


def slow_angularity(jet: Any, kappa: float, beta: float, radius: float) -> float:
    """The formula, particle by particle."""

    def direction(p: Any) -> tuple[float, float]:
        return 0.5 * math.log((p[3] + p[2]) / (p[3] - p[2])), math.atan2(p[1], p[0])

    axis_y, axis_phi = direction([math.fsum(column) for column in zip(*jet, strict=True)])
    total = math.fsum(math.hypot(p[0], p[1]) for p in jet)
    terms = []
    for p in jet:
        y, phi = direction(p)
        distance = math.hypot(y - axis_y, math.remainder(phi - axis_phi, 2 * math.pi))
        terms.append((math.hypot(p[0], p[1]) / total) ** kappa * (distance / radius) ** beta)
    return math.fsum(terms)


@pytest.mark.parametrize(("kappa", "beta"), POWERS)
def test_agrees_with_the_slow_formula(kappa: float, beta: float) -> None:
    jets = toy_jets()
    expected = [slow_angularity(jet.p4.tolist(), kappa, beta, 0.6) for jet in jets]
    value = angularity(jets, kappa, beta, radius=0.6)
    assert value.dtype == torch.float64
    # A lone particle sits on its axis up to rounding only, and lha takes the root of that.
    torch.testing.assert_close(value, torch.tensor(expected).double(), rtol=1e-6, atol=1e-7)


def test_agrees_with_the_reference_sample() -> None:
    path = SHARED / "data" / "reference_substructure.npz"
    if not path.exists():
        pytest.skip("the folder 'shared' with the reference values is not beside the repository")
    data = np.load(path)
    p4 = np.stack([data[name] for name in ("px", "py", "pz", "E")], axis=1)
    jets = Constituents(p4, data["offsets"])
    for column, (kappa, beta) in enumerate(data["angularity_kappa_beta"]):
        value, expected = angularity(jets, kappa, beta).numpy(), data["angularities"][:, column]
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=0)


def test_two_particles_by_hand() -> None:
    # Equal pt, 0.4 apart in azimuth: the axis is midway, each particle 0.2 from it.
    jets = Constituents.from_list([[massless(50, 0, 0.0), massless(50, 0, 0.4)]])
    assert multiplicity(jets).item() == 2
    assert width(jets).item() == pytest.approx(0.25)
    assert mass_angularity(jets).item() == pytest.approx(0.0625)
    assert lha(jets).item() == pytest.approx(0.5)
    assert pt_d(jets).item() == pytest.approx(0.5)
    assert width(jets, radius=0.4).item() == pytest.approx(0.5)


def test_the_axis_may_lie_across_the_azimuthal_seam() -> None:
    jets = Constituents.from_list(
        [[massless(50, 0, math.pi - 0.2), massless(50, 0, -math.pi + 0.2)]]
    )
    assert width(jets).item() == pytest.approx(0.25)


def test_zero_to_the_zero_is_one() -> None:
    on_axis = Constituents([[5.0, 0.0, 0.0, 5.0]], [0, 1])
    assert angularity(on_axis, 1, 0).item() == 1
    assert angularity(on_axis, 1, 1).item() == 0
    with_ghost = Constituents([[5.0, 0.0, 0.0, 5.0], [1e-160, 0.0, 0.0, 1e-160]], [0, 2])
    assert multiplicity(with_ghost).item() == 2
    assert pt_d(with_ghost).item() == 1


def test_a_jet_without_transverse_momentum_is_finite() -> None:
    beam = Constituents([[0.0, 0.0, 7.0, 7.0]], [0, 1])
    assert multiplicity(beam).item() == 1
    assert width(beam).item() == 0


def test_no_jets_give_no_values() -> None:
    assert width(Constituents(torch.empty(0, 4), [0])).shape == (0,)


def test_takes_whatever_has_constituents() -> None:
    jets = toy_jets(3)
    assert width(SimpleNamespace(constituents=jets)).equal(width(jets))


def test_refuses_anything_else() -> None:
    with pytest.raises(TypeError, match=r"must be Constituents or a JetTreeDataset \(got list\)"):
        angularity([[1.0, 0.0, 0.0, 1.0]], 1, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("kappa", [math.nan, math.inf])
def test_refuses_a_kappa_that_is_not_finite(kappa: float) -> None:
    with pytest.raises(ValueError, match=r"'kappa' must be finite \(got (nan|inf)\)"):
        angularity(toy_jets(1), kappa, 1)


@pytest.mark.parametrize("beta", [-0.5, math.nan, math.inf])
def test_refuses_a_beta_out_of_range(beta: float) -> None:
    with pytest.raises(ValueError, match="'beta' must be finite and not negative"):
        angularity(toy_jets(1), 1, beta)


@pytest.mark.parametrize("radius", [0.0, -0.8, math.nan, math.inf])
def test_refuses_a_radius_out_of_range(radius: float) -> None:
    with pytest.raises(ValueError, match="'radius' must be finite and positive"):
        width(toy_jets(1), radius)


def test_knows_where_it_is_irc_safe() -> None:
    assert angularity.irc_safe(1, 0.5)
    assert not angularity.irc_safe(1, 0)
    assert not angularity.irc_safe(2, 1)
    assert [f.irc_safe for f in (width, lha, mass_angularity)] == [True] * 3
    assert [f.irc_safe for f in (multiplicity, pt_d)] == [False] * 2
