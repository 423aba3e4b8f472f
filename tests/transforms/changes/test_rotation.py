"""Turned jets: the jet's momentum and all masses stay, the angle about the axis does not."""

import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.jets import kinematics
from pyg_jets.transforms import Rotation
from pyg_jets.transforms._per_jet import uniform_per_jet


def _sums(jets: Constituents) -> torch.Tensor:
    return torch.segment_reduce(jets.p4, "sum", offsets=jets.ptr, axis=0)


def test_what_stays(toy_jets: Constituents) -> None:
    turned = Rotation(seed=3)(toy_jets)
    torch.testing.assert_close(_sums(turned), _sums(toy_jets), atol=1e-9, rtol=1e-9)
    for before, after in zip(toy_jets, turned, strict=True):
        products = [p4[:, None, 3] * p4[:, 3] - p4[:, :3] @ p4[:, :3].t()
                    for p4 in (before.p4, after.p4)]  # fmt: skip
        torch.testing.assert_close(*products, atol=1e-7, rtol=1e-9)
    assert (turned.p4[1:] - toy_jets.p4[1:]).abs().max() > 1
    assert torch.equal(turned.label, toy_jets.label)  # type: ignore[arg-type]


def test_by_the_drawn_angle_and_reflection() -> None:
    axis = torch.tensor([100.0, 0.0, 0.0])
    away = torch.tensor([[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]])
    p = (axis + 10 * away).double()
    jets = Constituents(torch.cat((p, p.norm(dim=1, keepdim=True)), 1), [0, 2])
    seen = set()
    for seed in range(12):
        angle, mirror = uniform_per_jet(jets, seed, 2)[0].tolist()
        sign = 1 if mirror > 0.5 else -1
        turn = torch.tensor(2 * torch.pi * angle, dtype=torch.float64)
        expected = 10 * torch.stack((turn.cos(), sign * turn.sin()))
        found = Rotation(seed=seed)(jets).p4[0, 1:3]
        torch.testing.assert_close(found, expected, atol=1e-9, rtol=0)
        seen.add(sign)
    assert seen == {1, -1}


def test_jet_by_jet_is_all_at_once(toy_jets: Constituents) -> None:
    alone = torch.cat([Rotation(seed=2)(jet).p4 for jet in toy_jets])
    torch.testing.assert_close(Rotation(seed=2)(toy_jets).p4, alone, atol=1e-10, rtol=1e-12)
    assert not torch.equal(Rotation(seed=3)(toy_jets).p4, alone)


def test_distances_change_in_second_order() -> None:
    generator = torch.Generator().manual_seed(1)
    changes, places = [], torch.rand(2, 6, generator=generator, dtype=torch.float64)
    for width in (0.1, 0.01):
        y, phi = width * places
        p4 = torch.stack((phi.cos(), phi.sin(), y.sinh(), y.cosh()), 1)
        jets = Constituents(50 * p4, [0, 6])
        before, *after = (
            kinematics.delta_r(j.p4[:-1], j.p4[1:])
            for j in (jets, *(Rotation(seed=seed)(jets) for seed in range(8)))
        )
        changes.append(float((torch.stack(after) / before - 1).abs().max()))
    assert changes[1] < 0.03 * changes[0] < 0.03 * 0.05


def test_representation_and_algorithm(toy_jets: Constituents) -> None:
    from pyg_jets import cluster

    assert repr(Rotation(seed=4)) == "Rotation(seed=4)"
    with pytest.raises(ValueError, match="same algorithm"):
        Rotation()(cluster(toy_jets, "kt"))
