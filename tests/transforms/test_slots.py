"""Rows in slots, jet by jet."""

import torch

from pyg_jets import Constituents, cluster, kinematics
from pyg_jets.transforms._slots import add_slots, in_falling_pt


def test_order(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    leaf, jet = in_falling_pt(batch)
    assert batch.is_leaf[leaf].all()
    assert torch.equal(batch.batch[leaf], jet)
    assert torch.equal(jet.bincount(), toy_jets.ptr.diff())
    pt = kinematics.pt(batch.p4[leaf])
    assert (pt.diff()[jet.diff() == 0] <= 0).all()
    alone, one = in_falling_pt(cluster(toy_jets)[4])
    assert torch.equal(alone + batch.ptr[4], leaf[jet == 4])
    assert one.tolist() == [0] * 8


def test_rows_beyond_the_slots_are_left_out(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    leaf, _ = in_falling_pt(batch)
    rows = torch.arange(len(leaf), dtype=torch.float64)[:, None] + 1
    filled = add_slots(batch, "name", rows, length=3)
    assert filled.name[..., 0].tolist() == [
        [1, 0, 0],
        [2, 3, 0],
        [4, 5, 6],
        [7, 8, 9],
        [12, 13, 14],
        [20, 21, 22],
        [32, 33, 34],
    ]
    assert torch.equal(filled.name_mask, filled.name[..., 0] > 0)
    ranks = filled.name[filled.name_mask][:, 0].long() - 1
    nodes = batch.ptr[:-1, None] + filled.name_leaf
    assert torch.equal(nodes[filled.name_mask], leaf[ranks])
