"""Collinear splits against a slow loop; what is conserved; what safe observables see."""

from typing import get_args

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, observables
from pyg_jets.datasets import sample
from pyg_jets.jets import kinematics
from pyg_jets.transforms import CollinearSplits
from pyg_jets.transforms._per_jet import uniform_per_jet
from pyg_jets.transforms.changes.collinear import Which

ALL = get_args(Which)


def _slow(jet: Constituents, n: int, which: Which, seed: int) -> Tensor:
    """One jet, particle by particle."""
    particles = [(*row, True) for row in jet.p4.tolist()]
    draws = uniform_per_jet(jet, seed, 2 * n)[0].view(n, 2).tolist()
    for choice, epsilon in draws:
        pt2 = [px**2 + py**2 for px, py, *_ in particles]
        if which == "random":
            position = int(choice * len(particles))
        elif which == "hardest":
            position = pt2.index(max(pt2))
        else:
            whole = [k for k, particle in enumerate(particles) if particle[4]]
            if not whole:
                break
            position = max(whole, key=lambda k: pt2[k])
        px, py, pz, energy, _ = particles[position]
        momentum2 = px**2 + py**2 + pz**2
        rest = 1 - epsilon
        massless = rest * momentum2**0.5
        particles[position] = (epsilon * px, epsilon * py, epsilon * pz, energy - massless, False)
        particles.append((rest * px, rest * py, rest * pz, massless, False))
    return torch.tensor([particle[:4] for particle in particles], dtype=torch.float64)


@pytest.mark.parametrize("which", ALL)
@pytest.mark.parametrize("n", [1, 10])
def test_against_a_slow_loop(n: int, which: Which, toy_jets: Constituents) -> None:
    split = CollinearSplits(n, which, seed=4)(toy_jets)
    for before, after in zip(toy_jets, split, strict=True):
        expected = _slow(before, n, which, seed=4)
        torch.testing.assert_close(after.p4, expected, rtol=1e-12, atol=1e-13)


def test_masses_of_a_fast_particle() -> None:
    jet = Constituents([[300.0, 400.0, 0.0, (500.0**2 + 0.14**2) ** 0.5]], [0, 1])
    first, second = CollinearSplits()(jet).p4
    epsilon = float(kinematics.pt(first) / 500)
    assert 0.01 < epsilon < 0.99
    assert float(kinematics.mass(first)) == pytest.approx(0.14 * epsilon**0.5, rel=1e-5)
    assert float(kinematics.mass2(second)) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("which", ALL)
def test_what_is_conserved(which: Which) -> None:
    jets = sample("w")[:200]
    split = CollinearSplits(10, which)(jets)
    counts = jets.ptr.diff()
    added = 10 if which != "each_of_hardest" else counts.clamp(max=10)
    assert torch.equal(split.ptr.diff(), counts + added)
    for before, after in zip(jets, split, strict=True):
        scale = float(before.p4[:, 3].sum())
        torch.testing.assert_close(after.p4.sum(0), before.p4.sum(0), rtol=0, atol=1e-14 * scale)
        assert before.charge is not None
        assert after.charge is not None
        assert int(after.charge.sum()) == int(before.charge.sum())
        assert before.pid is not None
        assert after.pid is not None
        n = len(before.pid)
        assert torch.equal(after.pid[:n], before.pid)
        assert torch.equal(after.charge[:n], before.charge)
        assert (after.charge[n:] == 0).all()
        assert set(after.pid.tolist()) == set(before.pid.tolist())
        # pt by kind of particle goes nowhere else.
        for pid in before.pid.unique():
            torch.testing.assert_close(
                kinematics.pt(after.p4[after.pid == pid]).sum(),
                kinematics.pt(before.p4[before.pid == pid]).sum(),
            )
    for name in ("label", "event"):
        assert getattr(split, name) is getattr(jets, name)
    assert split.partons is jets.partons


def test_pieces_of_what_rounding_made_too_fast() -> None:
    energy = 5.0 * (1 - 1e-7)
    split = CollinearSplits(1000)(Constituents([[3.0, 4.0, 0.0, energy]], [0, 1]))
    assert (split.p4[:, 3] >= 0).all()
    torch.testing.assert_close(split.p4.sum(0), torch.tensor([3.0, 4.0, 0.0, energy]).double())


def test_what_is_hardest() -> None:
    p4 = [[float(k), 0.0, 0.0, float(k)] for k in (5, 1, 8, 2)]
    jets = Constituents(p4, [0, 1, 4])
    each = CollinearSplits(2, "each_of_hardest")(jets)
    assert each.ptr.tolist() == [0, 2, 7]
    assert each.p4[2, 0] == 1
    torch.testing.assert_close(each.p4[[3, 5], 0].sum(), torch.tensor(8.0).double())
    torch.testing.assert_close(each.p4[[4, 6], 0].sum(), torch.tensor(2.0).double())
    hardest = CollinearSplits(10, "hardest")(jets)
    assert hardest.p4[:, 0].max() < 5
    assert len(hardest.p4) == 24


@pytest.mark.parametrize("which", ALL)
def test_jet_by_jet_is_all_at_once(which: Which, toy_jets: Constituents) -> None:
    change = CollinearSplits(4, which, seed=9)
    together = change(toy_jets)
    alone = Constituents.concat([change(jet) for jet in toy_jets])
    assert torch.equal(together.p4, alone.p4)
    assert torch.equal(together.ptr, alone.ptr)
    assert not torch.equal(together.p4, CollinearSplits(4, which, seed=10)(toy_jets).p4)
    assert len(change(toy_jets[:0])) == 0


@pytest.mark.parametrize("which", ALL)
def test_safe_observables_do_not_see_them(which: Which, toy_jets: Constituents) -> None:
    massless = toy_jets.p4.clone()
    massless[:, 3] = massless[:, :3].norm(dim=1)
    jets = Constituents(massless, toy_jets.ptr)
    split = CollinearSplits(10, which)(jets)
    width = observables.angularity(jets, 1.0, 1.0)
    torch.testing.assert_close(observables.angularity(split, 1.0, 1.0), width, atol=1e-6, rtol=1e-9)
    unsafe = observables.angularity(split, 2.0, 0.0)
    assert (unsafe < 0.99 * observables.angularity(jets, 2.0, 0.0)).all()


def test_bad_options() -> None:
    with pytest.raises(ValueError, match=r"'n' must not be negative \(got -1\)"):
        CollinearSplits(-1)
    with pytest.raises(ValueError, match=r"'which' must be one of random, hardest, .* 'max'\)"):
        CollinearSplits(1, "max")  # type: ignore[arg-type]


def test_representation() -> None:
    assert repr(CollinearSplits(2)) == "CollinearSplits(n=2, which='random', seed=0)"


def test_pieces_at_an_angle(toy_jets: Constituents) -> None:
    flat, apart = (CollinearSplits(1, angle=angle)(toy_jets) for angle in (0.0, 0.01))
    for before, exact, after in zip(toy_jets, flat, apart, strict=True):
        moved = (after.p4 != exact.p4).any(1)
        assert moved.sum() == 2
        first, second = after.p4[moved][:, :3]
        opening = torch.acos((first @ second) / first.norm() / second.norm())
        assert opening.item() == pytest.approx(0.01, rel=1e-3)
        torch.testing.assert_close(after.p4.sum(0)[:3], before.p4.sum(0)[:3])
        assert after.p4[:, 3].sum() >= before.p4[:, 3].sum()
        torch.testing.assert_close(after.p4, exact.p4, rtol=0.02, atol=0.5)
    with pytest.raises(ValueError, match=r"'angle' must lie between 0 and 1 \(got -1\)"):
        CollinearSplits(angle=-1)
    assert repr(CollinearSplits(angle=0.5)).endswith("angle=0.5, seed=0)")
