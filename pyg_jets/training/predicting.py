"""What a trained tagger says of many jets: batch by batch, without gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import torch
from torch import Tensor

from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.jet_tree_shards import JetTreeShards
from pyg_jets.jets.loader import JetLoader
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.evaluation import evaluation
from pyg_jets.taggers.finite import check_finite

Jets: TypeAlias = JetTreeDataset | JetTreeShards
"""Clustered jets, in memory or in many files."""


def predict(tagger: Tagger, jets: Jets, batch_size: int = 512) -> Tensor:
    """Probability of the signal for each jet, ``(num_jets,)``; the tagger stays as it was.

    Raises:
        ValueError: If a number of the tagger is not finite.
    """
    return predict_logits(tagger, jets, batch_size).sigmoid()


def predict_logits(tagger: Tagger, jets: Jets, batch_size: int = 512) -> Tensor:
    """Logit of the signal for each jet, ``(num_jets,)``; the tagger stays as it was.

    Raises:
        ValueError: If a number of the tagger is not finite.
    """
    none = tagger.center.new_empty(0)
    return torch.cat([none, *_of_batches(tagger, tagger, jets, batch_size)])


def embed(tagger: Tagger, jets: Jets, batch_size: int = 512) -> Tensor:
    """Embedding of each jet, ``(num_jets, hidden_channels)``; the tagger stays as it was.

    Raises:
        ValueError: If a number of the tagger is not finite.
    """
    none = tagger.center.new_empty(0, tagger.hidden_channels)
    return torch.cat([none, *_of_batches(tagger, tagger.embed, jets, batch_size)])


def _of_batches(
    tagger: Tagger, function: Callable[[Any], Tensor], jets: Jets, batch_size: int
) -> list[Tensor]:
    """What a function of the tagger gives, in evaluation mode and without gradients."""
    check_finite(tagger)
    with evaluation(tagger), torch.no_grad():
        return [function(batch) for batch in JetLoader(jets, batch_size)]
