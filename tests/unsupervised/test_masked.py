"""A splitting's loss sees nothing of what is below it."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset
from pyg_jets.unsupervised import MaskedSplittings, Pretrained
from tests.unsupervised.conftest import encoder


def test_each_splitting_alone(pretrained: dict[str, Pretrained], batch: Any) -> None:
    result = pretrained["masked"]
    objective = result.objective
    assert isinstance(objective, MaskedSplittings)
    losses = result.splitting_losses(batch)
    inner = ~batch.is_leaf & ~batch.is_root
    assert (losses[inner] > 0).all()
    assert (losses[~inner] == 0).all()
    node = int(inner.nonzero()[3])
    hidden = torch.zeros(batch.num_nodes, dtype=torch.bool)
    hidden[node] = True
    with torch.no_grad():
        alone, where = objective._losses(batch, hidden)
    assert where.tolist() == [node]
    torch.testing.assert_close(alone[0], losses[node])
    means = [losses[inner & (batch.batch == jet)].mean() for jet in range(batch.num_graphs)]
    expected = torch.stack(means).nan_to_num()
    with torch.no_grad():
        torch.testing.assert_close(objective.score(batch), expected)


def _below(batch: Any, node: int) -> list[int]:
    """All nodes of a branch but its own."""
    children = batch.edge_index[0][batch.edge_index[1] == node].tolist()
    return [n for child in children for n in (child, *_below(batch, child))]


def test_what_is_told_does_not_see_the_hidden(trees: JetTreeDataset) -> None:
    """Nothing below the hidden branch goes in: neither momenta nor features nor columns."""
    objective = MaskedSplittings(encoder())
    objective.encoder.fit_scaling(trees)
    objective.prepare(trees)
    batch = trees.batch([int(trees.constituents.ptr.diff().argmax())])
    inner = (~batch.is_leaf & ~batch.is_root).nonzero().flatten().tolist()
    told: list[Tensor] = []
    objective.readout.register_forward_hook(lambda *call: told.append(call[-1]))

    def says(node: int, changed: list[int]) -> Tensor:
        """What is told of a node when the momenta and features of others are something else."""
        other = batch.clone()
        generator = torch.Generator().manual_seed(0)
        angle = torch.rand(2, len(changed), generator=generator, dtype=torch.float64)
        px, py, pz, energy = other.p4[changed].unbind(1)
        turn, boost = 6 * angle[0], angle[1]
        # Turned and boosted along the beam, each by itself: which child is harder stays.
        columns = (
            px * turn.cos() - py * turn.sin(),
            px * turn.sin() + py * turn.cos(),
            pz * boost.cosh() + energy * boost.sinh(),
            energy * boost.cosh() + pz * boost.sinh(),
        )
        other.p4[changed], other.x[changed] = torch.stack(columns, 1), 7.0
        hidden = torch.zeros(batch.num_nodes, dtype=torch.bool)
        hidden[node] = True
        told.clear()
        with torch.no_grad():
            objective._losses(other, hidden)
        return told[0]

    for node in (max(inner, key=lambda n: len(_below(batch, n))), inner[0], inner[-1]):
        below = _below(batch, node)
        assert len(below) >= 2
        assert torch.equal(says(node, below), says(node, []))
        leaves = batch.is_leaf.nonzero().flatten().tolist()
        outside = [leaf for leaf in leaves if leaf not in below][:1]
        assert not torch.equal(says(node, outside), says(node, []))


def test_bad_share() -> None:
    with pytest.raises(ValueError, match=r"'share' must lie between 0 and 1 \(got 1\)"):
        MaskedSplittings(encoder(), share=1)
