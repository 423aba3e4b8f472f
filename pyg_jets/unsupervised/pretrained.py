"""What a training without labels gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_source import jets_of
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.evaluation import evaluation
from pyg_jets.unsupervised.objective import Objective


@dataclass(frozen=True)
class Pretrained:
    """What :func:`pyg_jets.unsupervised.pretrain` gives.

    Attributes:
        encoder: The tagger, with the parameters of its best epoch. ``training.embed``,
            ``training.transfer``, ``training.fine_tune``, probes and erasing take it as any other;
            its head has learnt nothing.
        objective: What it was trained on, with the layers that only the training needed.
        history: For each epoch ``train_loss`` and ``val_loss``.
        best_epoch: Number of the best epoch, from 0.
    """

    encoder: Tagger
    objective: Objective
    history: list[dict[str, float]]
    best_epoch: int

    def embed(self, batch: Any) -> Tensor:
        """Embeddings ``(num_jets, hidden_channels)`` of a batch of trees.

        Args:
            batch: Batch of :class:`pyg_jets.JetTree`.
        """
        return self.encoder.embed(batch)

    def score(self, jets: Any, batch_size: int = 256) -> Tensor:
        """How unusual each jet is, ``(num_jets,)``; see the objective.

        Args:
            jets: Clustered jets, or what else :func:`pyg_jets.training.predict` takes.
            batch_size: Jets at a time.

        Raises:
            TypeError: If the jets are not clustered.
        """
        loader, device = JetLoader(jets_of("jets", jets), batch_size), self.encoder.center.device
        with evaluation(self.objective), torch.no_grad():
            scores = [self.objective.score(batch.to(device)).cpu() for batch in loader]
        return torch.cat([torch.empty(0), *scores])

    def splitting_losses(self, batch: Any) -> Tensor:
        """Loss of each splitting ``(num_nodes,)``, 0 on constituents.

        Args:
            batch: Batch of :class:`pyg_jets.JetTree`.

        Raises:
            ValueError: If the method has no loss for a splitting, as contrastive learning.
        """
        with evaluation(self.objective), torch.no_grad():
            return self.objective.splitting_losses(batch)
