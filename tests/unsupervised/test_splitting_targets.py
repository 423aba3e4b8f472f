"""Targets in units of their spread."""

from typing import Any

import torch

from pyg_jets import JetTreeDataset, lund_coordinates
from pyg_jets.unsupervised.splitting_targets import TARGETS, SplittingTargets


def test_mean_zero_and_spread_one(trees: JetTreeDataset, batch: Any) -> None:
    targets = SplittingTargets()
    targets.fit(trees)
    values, node = targets(trees.batch())
    torch.testing.assert_close(values.mean(0), torch.zeros(5), atol=1e-4, rtol=0)
    torch.testing.assert_close(values.std(0, unbiased=False), torch.ones(5), atol=1e-3, rtol=0)
    values, node = targets(batch)
    lund = lund_coordinates(batch)
    assert torch.equal(node, lund.node)
    z = TARGETS.index("z")
    torch.testing.assert_close(values[:, z] * targets.spread[z] + targets.mean[z], lund.z.float())
