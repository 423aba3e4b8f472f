"""Smearing: the widths that it says, the same numbers for a jet wherever it stands."""

import math

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.transforms import Smearing


def _one_kind(charge: int, pid: int, number: int = 20_000) -> Constituents:
    """Many jets of one massless particle near 50 GeV; equal ones would draw alike."""
    pt = 50 + 1e-6 * torch.arange(number).double()
    p4 = torch.stack((pt, torch.zeros_like(pt), torch.zeros_like(pt), pt), 1)
    return Constituents(
        p4,
        torch.arange(number + 1),
        pid=torch.full((number,), pid),
        charge=torch.full((number,), charge),
    )


@pytest.mark.parametrize(
    ("charge", "pid", "width", "angle"),
    [
        (1, 211, math.hypot(0.06, 1.3e-3 * 50), 0.001),
        (-1, 13, math.hypot(0.01, 1e-4 * 50), 0.001),
        (0, 22, math.sqrt(0.008**2 + 0.11**2 / 50 + 0.4**2 / 2500), 0.0174 / math.sqrt(12)),
        (0, 130, math.sqrt(0.05**2 + 1.5**2 / 50), 0.087 / math.sqrt(12)),
    ],
)
def test_widths(charge: int, pid: int, width: float, angle: float) -> None:
    jets = _one_kind(charge, pid)
    p4 = Smearing(0.5, seed=3)(jets).p4
    relative = (kinematics.pt(p4) / kinematics.pt(jets.p4)).numpy()
    assert relative.mean() == pytest.approx(1.0, abs=5 * width / math.sqrt(len(jets)))
    assert relative.std() == pytest.approx(width / 2, rel=0.03)
    for direction in (kinematics.eta(p4), kinematics.phi(p4)):
        assert direction.std().item() == pytest.approx(angle / 2, rel=0.03)
    assert abs(np.corrcoef(kinematics.eta(p4), kinematics.phi(p4))[0, 1]) < 0.04


def test_widths_grow_away_from_the_middle() -> None:
    jets = _one_kind(1, 211)
    p4 = jets.p4.clone()
    p4[:, 2:] = 50 * torch.tensor([math.sinh(2.0), math.cosh(2.0)])
    forward = Constituents(p4, jets.ptr, pid=jets.pid, charge=jets.charge)
    relative = kinematics.pt(Smearing()(forward).p4) / kinematics.pt(p4)
    assert relative.std().item() == pytest.approx(math.hypot(0.25, 3.1e-3 * 50), rel=0.03)


def test_masses_and_columns_stay(toy_jets: Constituents) -> None:
    smeared = Smearing()(toy_jets)
    torch.testing.assert_close(
        kinematics.mass2(smeared.p4), kinematics.mass2(toy_jets.p4), atol=1e-9, rtol=1e-6
    )
    assert smeared.pid is smeared.charge is smeared.event is smeared.partons is None
    assert torch.equal(smeared.label, toy_jets.label)  # type: ignore[arg-type]
    kinds = _one_kind(0, 22, 4)
    assert torch.equal(Smearing()(kinds).pid, kinds.pid)  # type: ignore[arg-type]
    assert torch.equal(Smearing()(kinds).charge, kinds.charge)  # type: ignore[arg-type]


def test_jet_by_jet_is_all_at_once(toy_jets: Constituents) -> None:
    change = Smearing(seed=9)
    together = change(toy_jets)
    alone = Constituents.concat([change(jet) for jet in toy_jets])
    assert torch.equal(together.p4, alone.p4)
    assert not torch.equal(together.p4, Smearing(seed=10)(toy_jets).p4)


def test_trees_are_those_of_the_smeared_jets(toy_jets: Constituents) -> None:
    trees = Smearing(seed=2)(cluster(toy_jets))
    assert torch.equal(trees.constituents.p4, Smearing(seed=2)(toy_jets).p4)


def test_change_shrinks_with_the_scale(toy_jets: Constituents) -> None:
    one, less = ((Smearing(s)(toy_jets).p4 - toy_jets.p4).abs().max() for s in (1e-3, 1e-5))
    assert one > 50 * less > 0
    assert torch.equal(Smearing(0)(toy_jets).p4, toy_jets.p4)
    assert len(Smearing()(toy_jets[:0])) == 0


def test_along_the_beam_and_without_energy() -> None:
    p4 = torch.tensor([[0.0, 0, 5, 5], [0, 0, 1e-160, 1e-160], [1, 0, 0, 1]], dtype=torch.float64)
    for charge in (1, 0):
        smeared = Smearing()(Constituents(p4, [0, 3], charge=[charge] * 3, pid=[22] * 3)).p4
        assert smeared.isfinite().all()
        assert smeared[0, 2] > 0
        assert smeared[1].abs().max() < 1e-158


def test_bad_options() -> None:
    for scale in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match=r"'scale' must not be negative \(got"):
            Smearing(scale)


def test_representation() -> None:
    assert repr(Smearing(0.5, seed=3)) == "Smearing(scale=0.5, seed=3)"


def test_seeds_of_numpy(toy_jets: Constituents) -> None:
    one, other = (Smearing(seed=seed)(toy_jets).p4 for seed in (5, np.int64(5)))  # type: ignore[arg-type]
    assert torch.equal(one, other)
