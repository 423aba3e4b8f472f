"""Four-momenta as they are, in falling pt."""

import pytest
import torch
from torch_geometric.data import Batch

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.transforms import FourVectors


def test_by_hand() -> None:
    p4 = [[3.0, 0.0, 1.0, 4.0], [0.0, 5.0, -1.0, 6.0], [2.0, 0.0, 0.0, 2.0]]
    tree = FourVectors(length=4)(cluster(Constituents(p4, [0, 3]))[0])
    assert tree.four_vectors.tolist() == [[p4[1], p4[0], p4[2], [0.0] * 4]]
    assert tree.four_vectors_mask.tolist() == [[True, True, True, False]]
    assert tree.four_vectors_leaf.tolist() == [[1, 0, 2, 0]]
    assert tree.four_vectors.dtype == torch.float32


@pytest.mark.parametrize("length", [1, 6, 40])
def test_jet_by_jet(length: int, toy_jets: Constituents) -> None:
    batch = FourVectors(length)(cluster(toy_jets).batch())
    assert batch.four_vectors.shape == (7, length, 4)
    for jet, vectors in zip(toy_jets, batch.four_vectors, strict=True):
        order = kinematics.pt(jet.p4).argsort(descending=True)[:length]
        assert torch.equal(vectors[: len(order)], jet.p4[order].float())
        assert (vectors[len(order) :] == 0).all()


def test_one_tree_a_batch_and_pygs_collation_agree(toy_jets: Constituents) -> None:
    trees, transform = cluster(toy_jets), FourVectors(length=6)
    together = transform(trees.batch())
    collated = Batch.from_data_list([transform(tree) for tree in trees])
    for field in ("four_vectors", "four_vectors_mask", "four_vectors_leaf"):
        assert torch.equal(together[field], collated[field])
        assert torch.equal(together[3][field], transform(trees[3])[field])


def test_length_is_checked() -> None:
    with pytest.raises(ValueError, match=r"'length' must be at least 1 \(got 0\)"):
        FourVectors(length=0)


def test_representation() -> None:
    assert repr(FourVectors(length=8)) == "FourVectors(length=8)"
