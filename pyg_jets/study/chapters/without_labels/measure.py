"""Heads and whole networks trained on few labelled jets, from an encoder without labels and not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch

from pyg_jets.datasets import Task
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.metrics import Estimate, roc_auc
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.training import fit, predict, transfer

STEPS = 600
"""Steps of a training at least, of which an early end spares what is not needed."""


@dataclass(frozen=True)
class Worth:
    """The AUC that one way reaches with some labelled jets, on all test jets of a task.

    Attributes:
        task: Name of the task.
        labels: Labelled training jets.
        every: Whether these are all that there are.
        way: One of :data:`WAYS`.
        seed: Of the split, the drawn jets, initial parameters and the order of the jets.
        auc: On the test jets, which no training has seen.
    """

    task: str
    labels: int
    every: bool
    way: str
    seed: int
    auc: Estimate


def worth(
    encoder: Tagger,
    task: Task,
    labels: int | None,
    way: str,
    *,
    seed: int = 0,
    jets: int | None = None,
) -> Worth:
    """Train in one way on some labelled jets of a task.

    As many validation jets, at most all, choose the best epoch. Embeddings are standardised.

    Args:
        encoder: Trained without labels on jets of the training part of this seed.
        task: With two kinds.
        labels: Labelled training jets, half of each kind; None: all.
        way: One of :data:`WAYS`.
        seed: Of the split and of all that is random.
        jets: At most so many jets of each part.

    Raises:
        ValueError: If the way is unknown, or fewer than two labelled jets are asked for.
    """
    if way not in WAYS:
        raise ValueError(f"'way' must be one of {', '.join(WAYS)} (got '{way}')")
    train, val, test = task.split(seed, jets)
    drawn = few_labelled(train, labels, seed), few_labelled(val, labels, seed)
    tagger = WAYS[way](encoder, drawn, seed)
    auc = roc_auc(predict(tagger, test), test.y, seed, weight=test.weight)
    return Worth(task.name, len(drawn[0]), len(drawn[0]) == len(train), way, seed, auc)


def few_labelled(jets: JetTreeDataset, number: int | None, seed: int) -> JetTreeDataset:
    """As many jets of each class, drawn by the seed.

    Args:
        jets: With labels 0 and 1.
        number: Of both classes together; None, or more than there are: all.
        seed: Of the draw.

    Raises:
        ValueError: If the number is below 2.
    """
    if number is not None and number < 2:
        raise ValueError(f"'labels' must be at least 2, one of each kind (got {number})")
    if number is None or number >= len(jets) or jets.y is None:
        return jets
    drawn = torch.randperm(len(jets), generator=torch.Generator().manual_seed(seed))
    of_class = [drawn[jets.y[drawn] == label][: number // 2] for label in (0, 1)]
    return jets.index_select(torch.cat(of_class).sort().values)


Drawn = Sequence[JetTreeDataset]
"""Labelled training and validation jets."""


def _options(drawn: Drawn, seed: int) -> dict[str, Any]:
    batch_size = 128 if len(drawn[0]) > 2000 else 32
    epochs = max(15, round(STEPS * batch_size / len(drawn[0])))
    return {"recipe": Recipe(epochs, batch_size, lr=2e-3), "seed": seed, "progress": False}


def _untrained(encoder: Tagger, drawn: Drawn, seed: int) -> Tagger:
    return _frozen(encoder.untrained(seed), drawn, seed)


def _frozen(encoder: Tagger, drawn: Drawn, seed: int) -> Tagger:
    return transfer(encoder, *drawn, standardised=True, **_options(drawn, seed)).tagger


def _fine_tuned(encoder: Tagger, drawn: Drawn, seed: int) -> Tagger:
    # The head first: a new one would pull the embedding apart, arXiv:2202.10054.
    start, options = _frozen(encoder, drawn, seed), _options(drawn, seed)
    options["recipe"] = replace(options["recipe"], lr=2e-4)
    return fit(start, *drawn, **options).tagger


def _from_nothing(encoder: Tagger, drawn: Drawn, seed: int) -> Tagger:
    return fit(encoder.untrained(seed), *drawn, **_options(drawn, seed)).tagger


WAYS: dict[str, Callable[[Tagger, Drawn, int], Tagger]] = {
    "untrained": _untrained,
    "frozen": _frozen,
    "fine_tuned": _fine_tuned,
    "from_nothing": _from_nothing,
}
"""A head on the frozen embedding of an untrained network, or of the encoder; the encoder trained
further; the same network trained from nothing."""
