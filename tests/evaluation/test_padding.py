"""A row for each jet."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.evaluation.padding import check_values, padded


def test_rows_are_jets(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    batch = trees.batch()
    values = torch.rand(batch.num_nodes)
    rows = padded(values, batch)
    assert rows.shape == (7, 39)
    for jet, row in enumerate(rows):
        own = values[batch.batch == jet]
        assert torch.equal(row[: len(own)], own)
        assert (row[len(own) :] == 0).all()
    alone = padded(values[batch.batch == 4], trees[4])
    assert torch.equal(alone, rows[4:5, :15])


def test_values_must_be_finite_and_as_many_as_nodes(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    check_values(torch.zeros(95, 2), batch)
    with pytest.raises(ValueError, match=r"a row for each of 95 nodes \(got shape \(3,\) with 0"):
        check_values(torch.zeros(3), batch)
    with pytest.raises(ValueError, match=r"got shape \(95,\) with 95 that are not finite"):
        check_values(torch.full((95,), torch.nan), batch)
