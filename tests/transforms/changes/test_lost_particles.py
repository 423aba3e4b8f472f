"""Lost particles: which, how many, and that a jet is never empty."""

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.jets import kinematics
from pyg_jets.transforms import LostParticles


def _many(number: int = 400, size: int = 50) -> Constituents:
    generator = torch.Generator().manual_seed(0)
    pt = 0.5 + 3 * torch.rand(number * size, generator=generator, dtype=torch.float64)
    y, phi = 0.1 * torch.rand(2, number * size, generator=generator, dtype=torch.float64)
    p4 = torch.stack((pt * phi.cos(), pt * phi.sin(), pt * y.sinh(), pt * y.cosh()), 1)
    return Constituents(
        p4, size * torch.arange(number + 1), particle_columns={"row": torch.arange(len(p4))}
    )


def test_shares_are_drawn_per_jet_and_only_soft_ones_are_lost() -> None:
    jets = _many()
    after = LostParticles(2.0, 0.5, seed=1)(jets)
    kept = torch.zeros(len(jets.p4), dtype=torch.bool)
    kept[after.particle_columns["row"]] = True
    assert torch.equal(after.p4, jets.p4[kept])
    soft = kinematics.pt(jets.p4) < 2.0
    assert kept[~soft].all()
    share = torch.stack(
        [
            1 - k[s].double().mean()
            for k, s in zip(kept.view(-1, 50), soft.view(-1, 50), strict=True)
        ]
    )
    # Uniform between 0 and 1/2, with the binomial's noise on top.
    assert float(share.mean()) == pytest.approx(0.25, abs=0.02)
    assert float(share.quantile(0.9)) == pytest.approx(0.45, abs=0.06)
    assert float(share.quantile(0.1)) == pytest.approx(0.05, abs=0.05)


def test_the_hardest_stays_and_columns_go_along(toy_jets: Constituents) -> None:
    after = LostParticles(1e6, 1.0, seed=0)(toy_jets)
    assert (after.ptr.diff() >= 1).all()
    assert len(after.p4) < len(toy_jets.p4)
    for before, left in zip(toy_jets, after, strict=True):
        assert kinematics.pt(left.p4).max() == kinematics.pt(before.p4).max()
    assert torch.equal(after.label, toy_jets.label)  # type: ignore[arg-type]
    assert torch.equal(LostParticles(share=0.0)(toy_jets).p4, toy_jets.p4)


def test_jet_by_jet_is_all_at_once(toy_jets: Constituents) -> None:
    change = LostParticles(60.0, 1.0, seed=2)
    alone = torch.cat([change(jet).p4 for jet in toy_jets])
    assert torch.equal(change(toy_jets).p4, alone)
    assert not torch.equal(LostParticles(60.0, 1.0, seed=3)(toy_jets).p4, alone)


def test_bad_options_and_representation() -> None:
    with pytest.raises(ValueError, match=r"'below' must be positive.*\(got 0\)"):
        LostParticles(below=0)
    with pytest.raises(ValueError, match=r"'share' must lie between 0 and 1 \(got 1.5\)"):
        LostParticles(share=1.5)
    assert repr(LostParticles()) == "LostParticles(below=2.0, share=0.5, seed=0)"
