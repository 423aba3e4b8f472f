"""Soft particles: where, how many, and that safe observables do not see them."""

import math

import pytest
import torch
from scipy import stats

from pyg_jets import Constituents, kinematics, observables
from pyg_jets.constituents import Partons
from pyg_jets.transforms import SoftParticles


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
    p4 = torch.rand(100, 4, generator=generator, dtype=torch.float64)
    soft = SoftParticles(n=50)(Constituents(p4, torch.arange(101)))
    new = soft.p4.view(100, 51, 4)[:, 1:].reshape(-1, 4)
    eta = (kinematics.eta(new) + 5) / 10
    phi = (kinematics.phi(new) / (2 * math.pi)) % 1
    for values in (eta, phi):
        assert stats.kstest(values.numpy(), "uniform").pvalue > 1e-3
    assert abs(stats.spearmanr(eta, phi).statistic) < 4.5 / math.sqrt(len(new))


def test_one_seed_follows_the_same_particles(toy_jets: Constituents) -> None:
    few, many = SoftParticles(2, pt=1.0)(toy_jets), SoftParticles(5, pt=1e-3)(toy_jets)
    for a, b in zip(few, many, strict=True):
        torch.testing.assert_close(a.p4[-2:] * 1e-3, b.p4[-5:-3])


def test_jet_by_jet_is_all_at_once(toy_jets: Constituents) -> None:
    change = SoftParticles(4, seed=9)
    together = change(toy_jets)
    alone = Constituents.concat([change(jet) for jet in toy_jets])
    assert torch.equal(together.p4, alone.p4)
    assert not torch.equal(together.p4, SoftParticles(4, seed=10)(toy_jets).p4)


def test_safe_observables_do_not_see_them(toy_jets: Constituents) -> None:
    width = observables.angularity(toy_jets, 1.0, 1.0)
    shifts = [
        float(
            (observables.angularity(SoftParticles(10, pt)(toy_jets), 1.0, 1.0) - width).abs().max()
        )
        for pt in (1e-2, 1e-4, 1e-6)
    ]
    assert shifts[0] > 10 * shifts[1] > 100 * shifts[2] > 0
    multiplicity = observables.angularity(toy_jets, 0.0, 0.0)
    unsafe = observables.angularity(SoftParticles(10, 1e-9)(toy_jets), 0.0, 0.0)
    torch.testing.assert_close(unsafe, multiplicity + 10)


def test_none(toy_jets: Constituents) -> None:
    assert torch.equal(SoftParticles(0)(toy_jets).p4, toy_jets.p4)
    assert len(SoftParticles()(toy_jets[:0])) == 0


def test_bad_options() -> None:
    with pytest.raises(ValueError, match=r"'n' must not be negative \(got -1\)"):
        SoftParticles(-1)
    for pt, eta_max in ((0.0, 5.0), (1.0, -1.0), (math.nan, 5.0), (1.0, math.inf)):
        with pytest.raises(ValueError, match="'pt' and 'eta_max' must be positive"):
            SoftParticles(1, pt, eta_max)


def test_representation() -> None:
    expected = "SoftParticles(n=2, pt=0.0001, eta_max=5.0, seed=3)"
    assert repr(SoftParticles(2, seed=3)) == expected
