"""Which nodes rows are, and what only some of them have."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.transforms.features.rows import Rows


def test_which_nodes(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    leaves, nodes, splittings = (Rows(batch, w) for w in ("constituents", "nodes", "splittings"))
    assert torch.equal(leaves.node.sort().values, batch.is_leaf.nonzero().flatten())
    assert torch.equal(nodes.node, torch.arange(batch.num_nodes))
    assert torch.equal(splittings.node.sort().values, (~batch.is_leaf).nonzero().flatten())
    for jet in range(7):
        assert (leaves.pt[leaves.jet == jet].diff() <= 0).all()
    assert leaves.counts.tolist() == splittings.counts.tolist() == [1, 2, 3, 5, 8, 12, 20]


def test_what_only_some_have(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"features of constituents \(got rows that are nodes\)"):
        _ = Rows(batch, "nodes").z
    with pytest.raises(ValueError, match=r"features of splittings \(got constituents\)"):
        _ = Rows(batch).lund
    with pytest.raises(ValueError, match=r"'where' must be one of constituents.* \(got 'leaves'\)"):
        Rows(batch, "leaves")  # type: ignore[arg-type]
