"""What comes back is an encoder as any other."""

from typing import Any

import torch

from pyg_jets import JetTreeDataset
from pyg_jets.training import transfer
from pyg_jets.unsupervised import Pretrained


def test_it_goes_on_as_any_tagger(
    pretrained: dict[str, Pretrained], trees: JetTreeDataset, batch: Any
) -> None:
    for result in pretrained.values():
        assert result.embed(batch).shape == (batch.num_graphs, 12)
        options: Any = {"epochs": 1, "progress": False, "standardised": True}
        head = transfer(result.encoder, trees[:120], trees[120:], **options).tagger
        assert torch.equal(head.embed(batch), result.embed(batch))


def test_modes_and_gradients_are_left_alone(
    pretrained: dict[str, Pretrained], trees: JetTreeDataset, batch: Any
) -> None:
    result = pretrained["autoencoder"]
    result.objective.train()
    result.score(trees[:4])
    losses = result.splitting_losses(batch)
    assert not losses.requires_grad
    assert result.objective.training
    result.objective.eval()
