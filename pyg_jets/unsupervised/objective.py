"""What a training without labels asks of an encoder: a loss of every jet."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets.jets.trees.jet_source import Jets
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe


class Objective(Module):
    """A loss of every jet that needs no label, with the layers that only the training needs.

    Args:
        encoder: Any tagger; its head is not used.
        **config: Options of the subclass, which a resumed training must have in common.
    """

    recipe = Recipe()
    """How :func:`pyg_jets.unsupervised.pretrain` trains where it is not told."""

    changes_jets = False
    """Whether jets are clustered again, so that a ``transform`` of the jets would be lost."""

    def __init__(self, encoder: Tagger, **config: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.config = {"objective": type(self).__name__, **config, "encoder": encoder.config}

    def prepare(self, jets: Jets) -> None:
        """Take scales from the training jets; nothing unless a subclass needs it.

        Args:
            jets: Training jets.
        """

    def forward(self, batch: Any, seed: int) -> Tensor:
        """Losses ``(num_jets,)`` of a batch of trees.

        Args:
            batch: Batch of :class:`pyg_jets.JetTree`.
            seed: Of all that is drawn.
        """
        raise NotImplementedError(f"{type(self).__name__} must define 'forward'")

    def finish(self, jets: Jets) -> None:
        """What a score needs of the trained encoder; nothing unless a subclass needs it.

        Args:
            jets: Training jets.
        """

    def score(self, batch: Any) -> Tensor:
        """How unusual each jet is, ``(num_jets,)``, large for what the training has not seen.

        It is the mean of the losses of its splittings, so that it does not grow with their number.

        Args:
            batch: Batch of :class:`pyg_jets.JetTree`.
        """
        losses = self.splitting_losses(batch)
        inner = ~batch.is_leaf
        jet, number = batch.batch[inner], batch.num_graphs
        sums = losses.new_zeros(number).index_add(0, jet, losses[inner])
        return sums / torch.bincount(jet, minlength=number).clamp(min=1)

    def splitting_losses(self, batch: Any) -> Tensor:
        """Loss of each splitting ``(num_nodes,)``, 0 on constituents.

        Args:
            batch: Batch of :class:`pyg_jets.JetTree`.
        """
        raise NotImplementedError(f"{type(self).__name__} must define 'splitting_losses'")
