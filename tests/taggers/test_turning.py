"""Turned jets: Lorentz invariants stay, angles about the axis do not."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.jets.trees.jet_tree import Frame, node_features
from pyg_jets.taggers import RecNN
from pyg_jets.taggers.turning import turned


def _generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_masses_sums_and_the_jet_stay(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    before = batch.p4.clone()
    other = turned(batch, _generator())
    assert torch.equal(batch.p4, before)
    torch.testing.assert_close(other.p4[batch.is_root], before[batch.is_root])
    # Products of any two nodes of a jet are the invariants.
    metric = torch.tensor([-1.0, -1.0, -1.0, 1.0], dtype=torch.float64)
    same = batch.batch[:, None] == batch.batch
    products = [((p4 * metric) @ p4.t())[same] for p4 in (before, other.p4)]
    torch.testing.assert_close(*products, rtol=1e-9, atol=1e-7)
    child, parent = batch.edge_index
    sums = torch.zeros_like(other.p4).index_add(0, parent, other.p4[child])
    inner = ~batch.is_leaf
    torch.testing.assert_close(sums[inner], other.p4[inner], rtol=1e-9, atol=1e-9)


def _angles(batch: Any) -> torch.Tensor:
    """Of every leaf about the axis of its jet."""
    jet = batch.p4[batch.is_root][batch.batch]
    p4 = kinematics.to_jet_frame(batch.p4, jet)[batch.is_leaf]
    return torch.atan2(p4[:, 2], p4[:, 1])


def test_one_angle_for_a_jet_and_half_of_them_mirrored(toy_jets: Constituents) -> None:
    many = cluster(Constituents.concat([toy_jets[2:3]] * 400))
    batch = many.batch()
    jets = len(many)
    before = _angles(batch).view(jets, -1)[0]
    after = _angles(turned(batch, _generator())).view(jets, -1)
    steps, expected = (kinematics.delta_phi(a[..., 1:], a[..., :-1]) for a in (after, before))
    kept = torch.isclose(kinematics.delta_phi(steps, expected), torch.zeros(1).double(), atol=1e-7)
    back = torch.isclose(kinematics.delta_phi(steps, -expected), torch.zeros(1).double(), atol=1e-7)
    assert (kept.all(1) | back.all(1)).all()
    assert 150 < int(kept.all(1).sum()) < 250
    # Uniform angles: their mean direction is of length 1 / sqrt(400).
    assert torch.polar(torch.ones(jets).double(), after[:, 0]).mean().abs() < 0.15


@pytest.mark.parametrize("frame", ["jet", "laboratory"])
def test_features_follow_in_their_frame(toy_jets: Constituents, frame: Frame) -> None:
    batch = cluster(toy_jets, frame=frame).batch()
    other = turned(batch, _generator())
    jet = other.p4[other.is_root][other.batch]
    torch.testing.assert_close(other.x, node_features(other.p4, jet, frame).float())
    assert not torch.allclose(other.x, batch.x)
    tagger = RecNN(8)
    tagger.fit_scaling(cluster(toy_jets, frame=frame))
    assert tagger(other).isfinite().all()


def test_the_generator_decides(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    first, again, other = (turned(batch, _generator(seed)).p4 for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_view_is_made_of_the_turned_jet(toy_jets: Constituents) -> None:
    from pyg_jets.transforms import ParticleSet

    batch = cluster(toy_jets).batch()
    view = ParticleSet(["pt", "delta_r", "phi_hat"])
    before, after = (view(each).particles for each in (batch, turned(batch, _generator())))
    small = before[:, 1] < 0.1
    torch.testing.assert_close(after[small, :2], before[small, :2], rtol=0.02, atol=1e-3)
    assert not torch.allclose(after[:, 2], before[:, 2], atol=1e-3)
