"""Soft particles: where, how many, and that safe observables do not see them."""

import math

import pytest
import torch
from scipy import stats

from pyg_jets import Constituents, observables
from pyg_jets.jets import kinematics
from pyg_jets.jets.constituents import Partons
from pyg_jets.transforms import SoftParticles
from pyg_jets.transforms._per_jet import uniform_per_jet


@pytest.fixture
def jets(toy_jets: Constituents) -> Constituents:
    n = len(toy_jets.p4)
    partons = Partons(
        toy_jets.p4[:7], torch.arange(8), torch.arange(7).int(), torch.full((7,), -23).int()
    )
    return Constituents(
        toy_jets.p4,
        toy_jets.ptr,
        pid=torch.arange(n),
        charge=torch.ones(n, dtype=torch.int8),
        label=toy_jets.label,
        event=torch.arange(7),
        partons=partons,
    )


def test_they_stand_behind_the_jets_own(jets: Constituents) -> None:
    soft = SoftParticles(n=3, pt=0.5, eta_max=2.0, seed=1)(jets)
    assert torch.equal(soft.ptr.diff(), jets.ptr.diff() + 3)
    for before, after in zip(jets, soft, strict=True):
        own, new = after.p4[:-3], after.p4[-3:]
        assert torch.equal(own, before.p4)
        torch.testing.assert_close(kinematics.pt(new), torch.full((3,), 0.5).double())
        torch.testing.assert_close(
            kinematics.mass2(new), torch.zeros(3).double(), atol=1e-13, rtol=0
        )
        assert (kinematics.eta(new).abs() < 2).all()
        assert after.pid is not None
        assert after.charge is not None
        assert before.pid is not None
        assert after.pid.tolist() == [*before.pid.tolist(), 22, 22, 22]
        assert after.charge.tolist() == [1] * len(own) + [0, 0, 0]
        assert after.partons is not None
        assert before.partons is not None
        assert torch.equal(after.partons.p4, before.partons.p4)
    assert torch.equal(soft.label, jets.label)  # type: ignore[arg-type]
    assert torch.equal(soft.event, jets.event)  # type: ignore[arg-type]


def test_columns_that_lack_are_not_made(toy_jets: Constituents) -> None:
    soft = SoftParticles()(toy_jets)
    assert soft.pid is soft.charge is soft.event is soft.partons is None


def test_uniform_in_eta_and_phi() -> None:
    generator = torch.Generator().manual_seed(3)
    p4 = torch.rand(100, 4, generator=generator, dtype=torch.float64) + torch.tensor([0, 0, 0, 2])
    soft = SoftParticles(n=50)(Constituents(p4, torch.arange(101)))
    new = soft.p4.view(100, 51, 4)[:, 1:].reshape(-1, 4)
    eta = (kinematics.eta(new) + 5) / 10
    phi = (kinematics.phi(new) / (2 * math.pi)) % 1
    for values in (eta, phi):
        assert stats.kstest(values.numpy(), "uniform").pvalue > 1e-3
    assert abs(stats.spearmanr(eta, phi).statistic) < 4.5 / math.sqrt(len(new))


def test_one_seed_gives_the_same_far_particles_as_ever() -> None:
    """What this library gave before particles could be placed in the jet."""
    jet = Constituents([[3.0, 4.0, 0.0, 5.0], [30.0, 1.0, -12.0, 33.0]], [0, 2])
    expected = [
        [
            5.775605615450094e-05,
            8.163478411484982e-05,
            0.0022316112076971105,
            0.0022338506177270122,
        ],
        [
            9.096271935974045e-05,
            -4.154255272225218e-05,
            1.2923477890988461e-05,
            0.00010083162341646031,
        ],
    ]
    torch.testing.assert_close(
        SoftParticles(2, seed=5)(jet).p4[2:],
        torch.tensor(expected, dtype=torch.float64),
        rtol=1e-13,
        atol=0,
    )


def _places(jets: Constituents, n: int, radius: float, seed: int) -> list[list[float]]:
    """Rapidity, azimuth, by the textbook, jet after jet; from the same random numbers."""
    draws = uniform_per_jet(jets, seed, 2 * n).tolist()
    places = []
    for jet, numbers in zip(jets, draws, strict=True):
        px, py, pz, energy = (math.fsum(column) for column in jet.p4.T.tolist())
        for u, v in zip(numbers[::2], numbers[1::2], strict=True):
            away = radius * math.sqrt(u)
            y = 0.5 * math.log((energy + pz) / (energy - pz)) + away * math.cos(2 * math.pi * v)
            places.append([y, math.atan2(py, px) + away * math.sin(2 * math.pi * v)])
    return places


def test_around_the_jet_by_the_textbook(toy_jets: Constituents) -> None:
    soft = SoftParticles(4, pt=0.25, radius=0.7, seed=3)(toy_jets)
    new = torch.cat([jet.p4[-4:] for jet in soft])
    expected = [
        [0.25 * math.cos(phi), 0.25 * math.sin(phi), 0.25 * math.sinh(y), 0.25 * math.cosh(y)]
        for y, phi in _places(toy_jets, 4, 0.7, 3)
    ]
    torch.testing.assert_close(
        new, torch.tensor(expected, dtype=torch.float64), rtol=1e-11, atol=1e-13
    )


def test_uniform_in_the_disc_around_the_axis() -> None:
    """Forward jets too, on both sides of the cut in azimuth."""
    generator = torch.Generator().manual_seed(4)
    y, phi = 8 * torch.rand(200, generator=generator).double() - 4, torch.linspace(-9, 9, 200)
    phi = phi.double()
    p4 = 300 * torch.stack((phi.cos(), phi.sin(), 1.1 * y.sinh(), 1.1 * y.cosh()), 1)
    jets = Constituents(p4, torch.arange(201))
    soft = SoftParticles(50, radius=0.8)(jets).p4.view(200, 51, 4)
    axis, new = soft[:, :1], soft[:, 1:]
    distance = kinematics.delta_r(new, axis)
    assert float(distance.max()) <= 0.8
    d_phi = kinematics.delta_phi(kinematics.phi(new), kinematics.phi(axis))
    angle = torch.atan2(d_phi, kinematics.rapidity(new) - kinematics.rapidity(axis))
    area, turn = (distance / 0.8).flatten() ** 2, (angle.flatten() / (2 * math.pi)) % 1
    for values in (area, turn):
        assert stats.kstest(values.numpy(), "uniform").pvalue > 1e-3
    assert abs(stats.spearmanr(area, turn).statistic) < 4.5 / math.sqrt(len(area))


@pytest.mark.parametrize("radius", [None, 0.8])
def test_one_seed_follows_the_same_particles(toy_jets: Constituents, radius: float | None) -> None:
    few, many = (SoftParticles(n, pt, radius=radius)(toy_jets) for n, pt in ((2, 1.0), (5, 1e-3)))
    for a, b in zip(few, many, strict=True):
        torch.testing.assert_close(a.p4[-2:] * 1e-3, b.p4[-5:-3])


@pytest.mark.parametrize("radius", [None, 0.8])
def test_jet_by_jet_is_all_at_once(toy_jets: Constituents, radius: float | None) -> None:
    change = SoftParticles(4, seed=9, radius=radius)
    together = change(toy_jets)
    alone = Constituents.concat([change(jet) for jet in toy_jets])
    assert torch.equal(together.p4, alone.p4)
    assert not torch.equal(together.p4, SoftParticles(4, seed=10, radius=radius)(toy_jets).p4)


@pytest.mark.parametrize("radius", [None, 0.8])
def test_safe_observables_do_not_see_them(toy_jets: Constituents, radius: float | None) -> None:
    width = observables.angularity(toy_jets, 1.0, 1.0)
    shifts = []
    for pt in (1e-2, 1e-4, 1e-6):
        soft = SoftParticles(10, pt, radius=radius)(toy_jets)
        shifts.append(float((observables.angularity(soft, 1.0, 1.0) - width).abs().max()))
    assert shifts[0] > 10 * shifts[1] > 100 * shifts[2] > 0
    multiplicity = observables.angularity(toy_jets, 0.0, 0.0)
    unsafe = observables.angularity(SoftParticles(10, 1e-9, radius=radius)(toy_jets), 0.0, 0.0)
    torch.testing.assert_close(unsafe, multiplicity + 10)


def test_none(toy_jets: Constituents) -> None:
    assert torch.equal(SoftParticles(0)(toy_jets).p4, toy_jets.p4)
    assert torch.equal(SoftParticles(0, radius=0.8)(toy_jets).p4, toy_jets.p4)
    for radius in (None, 0.8):
        assert len(SoftParticles(radius=radius)(toy_jets[:0])) == 0


def test_a_narrow_strip_and_a_small_disc_are_fine(toy_jets: Constituents) -> None:
    soft = SoftParticles(20, eta_max=0.01)(toy_jets)
    new = torch.cat([jet.p4[-20:] for jet in soft])
    assert 0.005 < float(kinematics.eta(new).abs().max()) < 0.01
    assert SoftParticles(1, radius=0.01).radius == 0.01


def test_bad_options() -> None:
    with pytest.raises(ValueError, match=r"'n' must not be negative \(got -1\)"):
        SoftParticles(-1)
    for pt, eta_max in ((0.0, 5.0), (1.0, -1.0), (math.nan, 5.0), (1.0, math.inf)):
        with pytest.raises(ValueError, match="'pt' and 'eta_max' must be positive"):
            SoftParticles(1, pt, eta_max)
    for radius in (0.0, -1.0, 3.2, math.nan):
        with pytest.raises(ValueError, match="'radius' must be above 0 and at most pi"):
            SoftParticles(1, radius=radius)
    with pytest.raises(ValueError, match=r"must be left out with a 'radius' \(got 5.0 and 0.8\)"):
        SoftParticles(1, eta_max=5.0, radius=0.8)


def test_a_jet_without_an_axis() -> None:
    jets = Constituents([[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 2.0, 3.0]], [0, 1, 2])
    with pytest.raises(ValueError, match=r"jet 1: .* transverse momentum, or it has no axis"):
        SoftParticles(radius=0.8)(jets)


def test_representation() -> None:
    expected = "SoftParticles(n=2, pt=0.0001, eta_max=5.0, seed=3)"
    assert repr(SoftParticles(2, seed=3)) == expected
    expected = "SoftParticles(n=2, pt=0.0001, radius=0.8, seed=3)"
    assert repr(SoftParticles(2, radius=0.8, seed=3)) == expected


def test_varied_numbers_and_momenta() -> None:
    number = 3000
    p4 = torch.zeros(number, 4, dtype=torch.float64)
    p4[:, 0] = p4[:, 3] = 100 + torch.arange(number)
    jets = Constituents(p4, torch.arange(number + 1), event=torch.arange(number))
    after = SoftParticles(4, 0.3, radius=0.8, varied=True, seed=1)(jets)
    added = after.ptr.diff() - 1
    counts = torch.bincount(added, minlength=5)
    assert len(counts) == 5
    assert stats.chisquare(counts.numpy()).pvalue > 1e-3
    own = torch.zeros(len(after.p4), dtype=torch.bool)
    own[after.ptr[:-1]] = True
    assert torch.equal(after.p4[own], p4)
    pt = kinematics.pt(after.p4[~own])
    assert stats.kstest((pt / 0.3).numpy(), "uniform").pvalue > 1e-3
    alone = torch.cat([SoftParticles(4, 0.3, radius=0.8, varied=True, seed=1)(jet).p4
                       for jet in jets[:20]])  # fmt: skip
    assert torch.equal(after.p4[: len(alone)], alone)
    assert repr(SoftParticles(2, varied=True)).endswith("varied=True, seed=0)")
