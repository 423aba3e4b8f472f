"""Sequences by hand, constituent by constituent, and what must not matter."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch_geometric.data import Batch
from torch_geometric.loader import DataLoader

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.jets.trees.jet_tree import Frame
from pyg_jets.transforms import Sequence
from pyg_jets.transforms.sequence import _oriented, slot_nodes

FIELDS = ("sequence", "sequence_mask", "sequence_leaf")


def test_by_hand() -> None:
    # They lie along y, which is to be z; the one of more energy is to be at positive z.
    p4 = [[3.0, 1.0, 0.0, 4.0], [5.0, -1.0, 0.0, 6.0], [2.0, 0.0, 0.0, 2.0]]
    sequence = Sequence(length=4)(cluster(Constituents(p4, [0, 3]))[0])
    expected = torch.tensor([[5.0, 0.0, 1.0, 6.0], [3.0, 0.0, -1.0, 4.0], [2.0, 0.0, 0.0, 2.0]])
    torch.testing.assert_close(sequence.sequence[0, :3].abs(), expected.abs() / 10)
    torch.testing.assert_close(sequence.sequence[0, :3, 2], expected[:, 2] / 10)
    assert (sequence.sequence[0, 3] == 0).all()
    assert sequence.sequence_mask.tolist() == [[True, True, True, False]]
    assert sequence.sequence_leaf.tolist() == [[1, 0, 2, 0]]
    assert sequence.sequence.dtype == torch.float32


def test_a_particle_without_energy_turns_nothing() -> None:
    p4 = torch.tensor([[3.0, 1, 0, 4], [5, -1, 0, 6], [0, 0, 0, 0]], dtype=torch.float64)
    jet = torch.zeros(3, dtype=torch.long)
    found = _oriented(p4, jet, 1)
    torch.testing.assert_close(found[:2], _oriented(p4[:2], jet[:2], 1))
    assert found[2].tolist() == [0, 0, 0, 0]


def _slow(p4: Tensor, length: int) -> Tensor:
    """One jet, up to rotations and reflections about x."""
    jet = p4.sum(0)
    rows = sorted(p4, key=lambda row: -float(row[0] ** 2 + row[1] ** 2))[:length]
    moved = [kinematics.to_jet_frame(row, jet) / kinematics.pt(jet) for row in rows]
    return torch.stack(moved).float()


@pytest.mark.parametrize("length", [1, 4, 30])
def test_constituent_by_constituent(length: int, toy_jets: Constituents) -> None:
    batch = Sequence(length)(cluster(toy_jets).batch())
    assert batch.sequence.shape == (7, length, 4)
    for jet, sequence, mask in zip(toy_jets, batch.sequence, batch.sequence_mask, strict=True):
        expected = _slow(jet.p4, length)
        filled = len(expected)
        assert mask.tolist() == [True] * filled + [False] * (length - filled)
        assert (sequence[filled:] == 0).all()
        # A rotation or reflection about x keeps x, E and all products of y and z.
        torch.testing.assert_close(sequence[:filled, [0, 3]], expected[:, [0, 3]])
        sideways, plain = sequence[:filled, 1:3], expected[:, 1:3]
        torch.testing.assert_close(sideways @ sideways.t(), plain @ plain.t(), atol=1e-8, rtol=1e-5)


def test_orientation(toy_jets: Constituents) -> None:
    batch = Sequence()(cluster(toy_jets).batch())
    for jet in batch.sequence.double():
        energy = jet[jet[:, 3] > 0, 3]
        y, z = jet[jet[:, 3] > 0, 1:3].t()
        assert float((y * z / energy).sum()) == pytest.approx(0, abs=1e-7)
        assert (z * z / energy).sum() >= (y * y / energy).sum()
        for side in (y, z):
            assert (energy * side.sign()).sum() >= 0 or side.abs().max() < 1e-7


def test_slots_lead_back_to_constituents(toy_jets: Constituents) -> None:
    batch = Sequence(length=6)(cluster(toy_jets).batch())
    mask, node = batch.sequence_mask, slot_nodes(batch)
    assert batch.is_leaf[node[mask]].all()
    jet = batch.p4[batch.is_root][:, None, :2]
    along = (batch.p4[node][..., :2] * jet).sum(-1) / (jet**2).sum(-1)
    torch.testing.assert_close(batch.sequence[..., 0], along.float().where(mask, 0.0))
    alone = Sequence(length=6)(cluster(toy_jets)[4])
    assert torch.equal(slot_nodes(alone), alone.sequence_leaf)


def test_one_tree_a_batch_and_pygs_collation_agree(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    transform = Sequence(length=6)
    together = transform(trees.batch())
    collated = Batch.from_data_list([transform(tree) for tree in trees])
    for field in FIELDS:
        assert torch.equal(together[field], collated[field])
        assert torch.equal(together[3][field], transform(trees[3])[field])
    trees.transform = transform
    loaded: Any = next(iter(DataLoader(trees, batch_size=7)))
    assert torch.equal(loaded.sequence, together.sequence)


def test_what_was_given_stays_as_it_was(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    Sequence()(batch)
    assert "sequence" not in batch
    assert "sequence" not in batch[0]


@pytest.mark.parametrize("frame", ["jet", "laboratory"])
def test_rotation_about_the_beam_and_boost_do_not_matter(
    frame: Frame, toy_jets: Constituents, moved_jets: Constituents
) -> None:
    expected = Sequence()(cluster(toy_jets).batch()).sequence
    moved = Sequence()(cluster(moved_jets, frame=frame).batch()).sequence
    torch.testing.assert_close(moved, expected, rtol=1e-5, atol=1e-7)


def test_reflection_does_not_matter(toy_jets: Constituents, mirrored_jets: Constituents) -> None:
    expected = Sequence()(cluster(toy_jets).batch()).sequence
    mirrored = Sequence()(cluster(mirrored_jets).batch()).sequence
    torch.testing.assert_close(mirrored, expected, rtol=1e-5, atol=1e-7)


def test_equal_pt_keeps_the_order() -> None:
    p4 = [[1.0, 0.0, pz, 2.0] for pz in (0.3, -0.1, 0.5, 0.2)]
    tree = Sequence(length=4)(cluster(Constituents(p4, [0, 4]))[0])
    assert tree.sequence_leaf.tolist() == [[0, 1, 2, 3]]


def test_length_is_checked() -> None:
    with pytest.raises(ValueError, match=r"'length' must be at least 1 \(got 0\)"):
        Sequence(length=0)


def test_representation() -> None:
    assert repr(Sequence(length=8)) == "Sequence(length=8)"
    assert repr(Sequence(8, oriented=False)) == "Sequence(length=8, oriented=False)"


def test_without_orientation_momenta_are_those_of_the_jet_frame(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    plain = Sequence(6, oriented=False)(batch)
    for number, jet in enumerate(toy_jets):
        axis = jet.p4.sum(0).expand_as(jet.p4)
        p4 = kinematics.to_jet_frame(jet.p4, axis) / kinematics.pt(axis)[:, None]
        p4 = p4[kinematics.pt(p4).argsort(descending=True, stable=True)][:6].float()
        torch.testing.assert_close(plain.sequence[number, : len(p4)], p4, rtol=1e-5, atol=1e-6)
    turned = Sequence(6)(batch).sequence
    assert not torch.allclose(turned, plain.sequence)
    torch.testing.assert_close(turned[..., ::3], plain.sequence[..., ::3])


def test_features_by_name(toy_jets: Constituents) -> None:
    batch = Sequence(4, features=["part_pt", ["part_pt", 0, 2.0, 0, 50]])(cluster(toy_jets).batch())
    for number, jet in enumerate(toy_jets):
        pt = jet.p4[:, :2].norm(dim=1).sort(descending=True).values[:4].float()
        row = batch.sequence[number]
        torch.testing.assert_close(row[: len(pt), 0], pt)
        torch.testing.assert_close(row[: len(pt), 1], (2 * pt).clamp(max=50))
        assert (row[len(pt) :] == 0).all()
    assert "features=[['part_pt', None" in repr(Sequence(4, features=["part_pt"]))
