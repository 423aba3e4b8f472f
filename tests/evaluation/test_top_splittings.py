"""The largest few of every jet, against sorting jet by jet."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import largest_splitting
from pyg_jets.evaluation import top_splittings


def test_is_the_head_of_a_sorted_list(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    values = torch.rand(batch.num_nodes)
    for top in (1, 2, 5):
        found = top_splittings(values, batch, top)
        for jet in range(7):
            rows = ((batch.batch == jet) & ~batch.is_leaf).nonzero().flatten().tolist()
            expected = sorted(rows, key=lambda row: -float(values[row]))[:top]
            assert (found & (batch.batch == jet)).nonzero().flatten().tolist() == sorted(expected)


def test_the_first_is_the_largest_splitting_also_of_equals(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    values = (3 * torch.rand(batch.num_nodes)).round()
    among = ~batch.is_root
    for each in (None, among):
        rows = largest_splitting(values, batch, each)
        found = top_splittings(values, batch, 1, each).nonzero().flatten()
        assert torch.equal(found, rows[rows >= 0])


def test_as_many_as_each_jet_wants(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    wanted = torch.tensor([3, 0, 1, 2, 0, 30, 7])
    found = top_splittings(torch.rand(95), batch, wanted)
    number = torch.bincount(batch.batch[found], minlength=7)
    assert number.tolist() == [0, 0, 1, 2, 0, 11, 7]


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"one number per node, \(95,\) \(got shape \(3,\)\)"):
        top_splittings(torch.rand(3), batch)
    with pytest.raises(ValueError, match=r"'top' must be at least 0 \(got -1\)"):
        top_splittings(torch.rand(95), batch, -1)
