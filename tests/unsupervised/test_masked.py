"""A splitting's loss sees nothing of what is below it."""

from typing import Any

import pytest
import torch

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


def test_what_is_told_does_not_see_the_hidden(trees: JetTreeDataset) -> None:
    """Features below the hidden branch do not matter."""
    objective = MaskedSplittings(encoder())
    objective.encoder.fit_scaling(trees)
    objective.prepare(trees)
    batch = trees.batch([int(trees.constituents.ptr.diff().argmax())])
    node = int(batch.edge_index[0][-1])
    if batch.is_leaf[node]:
        node = int(batch.edge_index[0][-2])
    hidden = torch.zeros(batch.num_nodes, dtype=torch.bool)
    hidden[node] = True
    child = batch.edge_index[0][batch.edge_index[1] == node]
    x = batch.x.clone()
    x[child] = 7.0
    changed = batch.clone()
    changed.x = x
    with torch.no_grad():
        assert torch.equal(
            objective._losses(batch, hidden)[0], objective._losses(changed, hidden)[0]
        )


def test_bad_share() -> None:
    with pytest.raises(ValueError, match=r"'share' must lie between 0 and 1 \(got 1\)"):
        MaskedSplittings(encoder(), share=1)
