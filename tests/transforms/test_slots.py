"""Rows in slots, jet by jet."""

import torch

from pyg_jets import Constituents, cluster
from pyg_jets.transforms._one_or_many import leaves_by_pt
from pyg_jets.transforms._slots import add_slots


def test_rows_beyond_the_slots_are_left_out(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    leaf, _ = leaves_by_pt(batch)
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
