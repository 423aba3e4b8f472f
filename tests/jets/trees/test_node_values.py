"""One number per node, and no NaN where it counts."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.jets.trees.node_values import check_node_values


def test_what_counts_must_be_a_number(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    values = torch.zeros(batch.num_nodes).masked_fill(batch.is_leaf, torch.nan)
    check_node_values("values", values, batch)
    check_node_values("values", values, batch, ~batch.is_leaf)
    with pytest.raises(
        ValueError, match=r"'values' must .* \(95,\) \(got .* with 51 that are NaN\)"
    ):
        check_node_values("values", values, batch, batch.is_leaf)
    with pytest.raises(ValueError, match=r"'others' must .* \(95,\) \(got shape \(3,\)\)"):
        check_node_values("others", values[:3], batch, batch.is_leaf)
