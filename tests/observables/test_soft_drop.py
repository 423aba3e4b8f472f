"""Soft drop against a walk down the tree, C++ fjcontrib's values and values found by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import JetTree, cluster
from pyg_jets.jets import kinematics
from pyg_jets.jets.constituents import Constituents
from pyg_jets.observables import soft_drop


def massless(pt: float, y: float, phi: float) -> list[float]:
    return [pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(y), pt * math.cosh(y)]


def slow_soft_drop(tree: JetTree, z_cut: float, beta: float, radius: float) -> list[float]:
    """Mass, pt, z_g and r_g, from the root along the harder child."""
    children = dict(
        zip(tree.edge_index[1, ::2].tolist(), tree.edge_index[0].view(-1, 2).tolist(), strict=True)
    )
    node, passed = int(tree.num_nodes) - 1, [-1.0, -1.0]
    while node in children:
        harder, softer = (tree.p4[child] for child in children[node])
        z = kinematics.pt(softer) / (kinematics.pt(softer) + kinematics.pt(harder))
        distance = kinematics.delta_r(softer, harder)
        if z > z_cut * (distance / radius) ** beta:
            passed = [float(z), float(distance)]
            break
        node = children[node][0]
    return [float(kinematics.mass(tree.p4[node])), float(kinematics.pt(tree.p4[node])), *passed]


@pytest.mark.parametrize("z_cut", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("beta", [-1.0, 0.0, 1.0, 2.0])
def test_agrees_with_a_walk_down_the_tree(
    z_cut: float, beta: float, toy_jets: Constituents
) -> None:
    groomed = torch.stack(soft_drop(toy_jets, z_cut, beta, radius=0.5), dim=1)
    expected = [slow_soft_drop(tree, z_cut, beta, radius=0.5) for tree in cluster(toy_jets)]
    torch.testing.assert_close(
        groomed, torch.tensor(expected, dtype=torch.float64), rtol=1e-12, atol=0
    )


def test_agrees_with_fjcontrib(
    reference: Constituents, reference_arrays: dict[str, np.ndarray]
) -> None:
    names = {"mass": "sd_mass", "pt": "sd_pt", "z_g": "sd_zg", "r_g": "sd_rg"}
    for name, value in soft_drop(reference)._asdict().items():
        expected = reference_arrays[names[name]]
        np.testing.assert_allclose(value.numpy(), expected, rtol=1e-12, atol=0)


def test_a_soft_wide_branch_is_dropped() -> None:
    # C/A joins 60 and 30 (0.1 apart) first; 5 is a soft branch at 0.5.
    jets = Constituents.from_list(
        [[massless(60, 0, 0), massless(30, 0, 0.1), massless(5, 0.5, 0.0)]]
    )
    groomed = soft_drop(jets)
    pair = torch.tensor([massless(60, 0, 0), massless(30, 0, 0.1)], dtype=torch.float64).sum(0)
    assert groomed.mass.item() == pytest.approx(kinematics.mass(pair).item())
    assert groomed.pt.item() == pytest.approx(kinematics.pt(pair).item())
    assert groomed.z_g.item() == pytest.approx(1 / 3)
    assert groomed.r_g.item() == pytest.approx(0.1)
    # With beta = 2 the cut at 0.5 is 0.1 (0.5 / 0.8)² = 0.039, and 5 / 95 passes.
    assert soft_drop(jets, beta=2).z_g.item() == pytest.approx(5 / 95, rel=1e-2)


def test_a_jet_without_a_splitting_that_passes_is_its_last_particle() -> None:
    # FastJet contrib gives the same four numbers.
    jets = Constituents.from_list(
        [
            [massless(100, 0, 0), massless(5, 0.1, 0.1), massless(3, -0.2, 0.3)],
            [massless(100, 0, 0)],
        ]
    )
    for values in zip(*soft_drop(jets), strict=True):
        assert [value.item() for value in values] == [0, 100, -1, -1]


def test_a_jet_without_transverse_momentum_is_finite() -> None:
    beam = Constituents([[0.0, 0.0, 7.0, 7.0], [0.0, 0.0, 2.0, 2.0]], [0, 2])
    assert all(value.isfinite().all() for value in soft_drop(beam))


def test_no_jets_give_no_values() -> None:
    assert soft_drop(Constituents(torch.empty(0, 4), [0])).mass.shape == (0,)


def test_refuses_what_has_no_constituents() -> None:
    with pytest.raises(TypeError, match=r"'jets' must be Constituents .* \(got list\)"):
        soft_drop([])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("z_cut", -0.1, "'z_cut' must be finite and not negative"),
        ("z_cut", math.nan, "'z_cut' must be finite and not negative"),
        ("beta", math.inf, "'beta' must be finite"),
        ("beta", math.nan, "'beta' must be finite"),
        ("radius", 0.0, "'radius' must be finite and positive"),
        ("radius", math.inf, "'radius' must be finite and positive"),
    ],
)
def test_refuses_parameters_out_of_range(
    name: str, value: float, message: str, toy_jets: Constituents
) -> None:
    options: dict[str, Any] = {name: value}
    with pytest.raises(ValueError, match=message):
        soft_drop(toy_jets, **options)


def test_is_not_irc_safe() -> None:
    assert not soft_drop.irc_safe


@pytest.mark.parametrize("swapped", [False, True])
def test_a_splitting_at_the_cut_does_not_pass(swapped: bool) -> None:
    """1 of 4 is a quarter, exactly; of equals the one that FastJet puts first is followed."""
    pair = [massless(3, 0, 0), massless(1, 0.1, 0)]
    jets = Constituents.from_list([pair[::-1] if swapped else pair])
    assert soft_drop(jets, z_cut=0.25).z_g.item() == -1
    assert soft_drop(jets, z_cut=0.25).pt.item() == pytest.approx(3)
    assert soft_drop(jets, z_cut=0.2499).z_g.item() == pytest.approx(0.25)


def test_the_cut_by_hand() -> None:
    """A share of 0.2 at the distance 0.2; the cut is z_cut (0.2 / R)^beta."""
    jets = Constituents.from_list([[massless(80, 0, 0), massless(20, 0.2, 0.0)]])
    for z_cut, beta, radius, passes in (
        (0.3, 0.0, 0.8, False),
        (0.3, 1.0, 0.8, True),  # 0.075
        (0.3, 1.0, 0.2, False),
        (0.3, 1.0, 0.4, True),  # 0.15
        (0.3, -1.0, 0.1, True),  # 0.15
        (0.11, -1.0, 0.8, False),  # 0.44
        (3.0, 2.0, 0.8, True),  # 0.1875
        (3.3, 2.0, 0.8, False),  # 0.206
    ):
        assert (soft_drop(jets, z_cut, beta, radius).z_g.item() > 0) == passes
    # z_cut = 0.1, beta = 0 and R = 0.8 if nothing is said.
    near = [
        [massless(90.5, 0, 0), massless(9.5, 0.2, 0)],
        [massless(89, 0, 0), massless(11, 0.2, 0)],
    ]
    assert (soft_drop(Constituents.from_list(near)).z_g > 0).tolist() == [False, True]
    assert (soft_drop(Constituents.from_list(near), beta=1.0).z_g > 0).all()
