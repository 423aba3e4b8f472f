"""Kinematics against plain formulas and FastJet."""

import math
from itertools import pairwise

import fastjet._swig as swig
import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.jets import kinematics

P4 = torch.tensor([[3.0, 4.0, 2.0, 6.0], [-1.0, 0.5, -7.0, 8.0]], dtype=torch.float64)


def test_plain_formulas() -> None:
    assert kinematics.pt(P4)[0] == 5.0
    assert kinematics.mass(P4)[0] == pytest.approx(math.sqrt(36 - 29))
    assert kinematics.rapidity(P4)[0] == pytest.approx(0.5 * math.log(8 / 4))
    assert kinematics.eta(P4)[0] == pytest.approx(math.asinh(2 / 5))
    assert kinematics.phi(P4)[1] == pytest.approx(math.atan2(0.5, -1.0))


def test_mass_has_fastjets_sign() -> None:
    assert kinematics.mass(torch.tensor([2.0, 0.0, 0.0, 1.0])) == pytest.approx(-math.sqrt(3))


def test_same_as_fastjet(toy_jets: Constituents) -> None:
    pseudojets = [swig.PseudoJet(*row) for row in toy_jets.p4.tolist()]
    rapidity = torch.tensor([jet.rap() for jet in pseudojets], dtype=torch.float64)
    torch.testing.assert_close(kinematics.rapidity(toy_jets.p4), rapidity, rtol=1e-14, atol=1e-15)
    delta = kinematics.delta_r(toy_jets.p4[:-1], toy_jets.p4[1:])
    expected = torch.tensor([a.delta_R(b) for a, b in pairwise(pseudojets)], dtype=torch.float64)
    torch.testing.assert_close(delta, expected, rtol=1e-12, atol=0)


def test_along_the_beam() -> None:
    beam = torch.tensor([[0.0, 0.0, 5.0, 5.0], [0.0, 0.0, -5.0, 5.0]], dtype=torch.float64)
    assert kinematics.rapidity(beam).tolist() == [100005.0, -100005.0]


def test_azimuth_wraps() -> None:
    delta = kinematics.delta_phi(torch.tensor([3.0, -3.0]), torch.tensor([-3.0, 3.0]))
    torch.testing.assert_close(delta, torch.tensor([6 - 2 * math.pi, 2 * math.pi - 6]))


def test_jet_frame_keeps_distances(toy_jets: Constituents) -> None:
    p4 = toy_jets[-1].p4
    jet = p4.sum(0)
    moved = kinematics.to_jet_frame(p4, jet.expand_as(p4))
    axis = moved.sum(0)
    assert float(kinematics.phi(axis)) == pytest.approx(0, abs=1e-14)
    assert float(kinematics.rapidity(axis)) == pytest.approx(0, abs=1e-14)
    for i in range(len(p4)):
        before = kinematics.delta_r(p4[i].expand_as(p4), p4)
        after = kinematics.delta_r(moved[i].expand_as(p4), moved)
        torch.testing.assert_close(before, after, rtol=1e-10, atol=1e-10)


def test_back_from_the_jet_frame(toy_jets: Constituents) -> None:
    for jet in toy_jets:
        axis = jet.p4.sum(0).expand_as(jet.p4)
        moved = kinematics.to_jet_frame(jet.p4, axis)
        torch.testing.assert_close(kinematics.from_jet_frame(moved, axis), jet.p4)


def test_an_energy_rounded_below_the_momentum_is_along_the_beam() -> None:
    p4 = torch.tensor([[0.0, 0.0, 50.0, math.nextafter(50, 0)], [0.0, 0.0, -50.0, 50.0]])
    assert kinematics.rapidity(p4.double()).tolist() == [100_050.0, -100_050.0]


def test_slow_particles_along_the_beam_and_no_particle() -> None:
    p4 = torch.tensor([[0.0, 0.0, 0.25, 0.25], [0.0, 0.0, -0.25, 0.25], [0.0, 0.0, 0.0, 0.0]])
    expected = [swig.PseudoJet(*row).rap() for row in p4.tolist()]
    assert kinematics.rapidity(p4.double()).tolist() == expected
    assert expected == [100_000.25, -100_000.25, 100_000.0]


def test_half_a_turn_is_positive() -> None:
    turn = torch.tensor([math.pi, 0.0], dtype=torch.float64)
    assert kinematics.delta_phi(turn, turn.flip(0)).tolist() == [math.pi, math.pi]


def test_momenta_in_the_jets_frame_by_hand() -> None:
    """A jet at phi = pi / 2, y = artanh(3 / 5) of the mass 0: gamma is 5 / 4."""
    jet = torch.tensor([0.0, 4.0, 3.0, 5.0], dtype=torch.float64)
    assert kinematics.to_jet_frame(jet, jet).tolist() == pytest.approx([4, 0, 0, 4])
    p4 = torch.tensor([-1.0, 2.0, 0.5, 6.0], dtype=torch.float64)
    moved = kinematics.to_jet_frame(p4, jet)
    assert moved.tolist() == pytest.approx([2, 1, 0.625 - 4.5, 7.5 - 0.375])
