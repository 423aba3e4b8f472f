"""The move against its words: coordinates, the parent, and the rest of the jet."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.intervention.centred_move import (
    DIRECTIONS,
    centred_move,
    check_direction,
    moved,
    pairs,
    rates,
)
from pyg_jets.jets import kinematics


def _branches(jets: JetTreeDataset) -> tuple[Tensor, Tensor]:
    batch = jets.batch()
    both = pairs(batch)
    return batch.p4[both.harder], batch.p4[both.softer]


def _coordinates(harder: Tensor, softer: Tensor) -> Tensor:
    d_y = kinematics.rapidity(softer) - kinematics.rapidity(harder)
    d_phi = kinematics.delta_phi(kinematics.phi(softer), kinematics.phi(harder))
    delta = torch.hypot(d_y, d_phi)
    ln_kt = (kinematics.pt(softer) * delta).log()
    return torch.stack((-delta.log(), ln_kt, torch.atan2(d_y, d_phi)))


def test_pairs_follow_the_branch_and_not_the_columns(jets: JetTreeDataset) -> None:
    batch = jets.batch()
    straight = pairs(batch)
    pt = kinematics.pt(batch.p4)
    assert (pt[straight.harder] >= pt[straight.softer]).all()
    order = torch.randperm(len(batch.branch))
    batch.edge_index, batch.branch = batch.edge_index[:, order], batch.branch[order]
    assert all(torch.equal(a, b) for a, b in zip(straight, pairs(batch), strict=True))


@pytest.mark.parametrize("number", range(3))
def test_one_coordinate_moves_and_the_parent_stays(jets: JetTreeDataset, number: int) -> None:
    harder, softer = _branches(jets)
    size = torch.full((len(harder),), 0.01, dtype=torch.float64)
    motions = centred_move(harder, softer, DIRECTIONS[number], size)
    after = [moved(p4, motion) for p4, motion in zip((harder, softer), motions, strict=True)]
    parent, kept = after[0] + after[1], harder + softer
    for of_parent in (kinematics.pt, kinematics.phi, kinematics.rapidity):
        torch.testing.assert_close(of_parent(parent), of_parent(kept), rtol=1e-13, atol=1e-13)
    step = _coordinates(after[0], after[1]) - _coordinates(harder, softer)
    step[2] = torch.remainder(step[2] + math.pi, 2 * math.pi) - math.pi
    expected = torch.zeros(3, dtype=torch.float64)
    expected[number] = 0.01
    # Narrow splittings move by the size itself, wide ones nearly.
    narrow = _coordinates(harder, softer)[0] > math.log(10)
    off = (step - expected[:, None]).abs() / 0.01
    assert off[:, narrow].max() < 1e-2
    assert off.max() < 0.1


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_rates_are_the_derivatives_of_the_move(jets: JetTreeDataset, direction: Any) -> None:
    harder, softer = _branches(jets)
    step = torch.full((len(harder),), 1e-5, dtype=torch.float64)
    ends = [centred_move(harder, softer, direction, sign * step) for sign in (1, -1)]
    for rate, up, down in zip(rates(harder, softer, direction), *ends, strict=True):
        torch.testing.assert_close(rate, (up - down) / 2e-5, rtol=1e-6, atol=1e-9)


def test_moved_momenta_by_hand() -> None:
    p4 = torch.tensor([[3.0, 0.0, 0.0, 5.0]])
    motion = torch.tensor([[math.log(2), math.log(2), math.pi / 2]])
    # cosh ln 2 = 5/4, sinh ln 2 = 3/4
    torch.testing.assert_close(moved(p4, motion), torch.tensor([[0.0, 6.0, 7.5, 12.5]]))


def test_other_directions_are_refused() -> None:
    with pytest.raises(ValueError, match=r"one of ln_inv_delta, ln_kt, psi .got 'z'"):
        check_direction("z")
