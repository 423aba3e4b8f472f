"""What an embedding learnt on one task is worth on another: frozen, or as a start."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor
from torch_geometric.data import Data

from pyg_jets.jets.packing import JetIndex, jet_positions
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.taggers import Tagger
from pyg_jets.training.fitting import FitResult, fit
from pyg_jets.training.predicting import embed
from pyg_jets.training.unit import Unit


def transfer(
    source: Tagger,
    train: JetTreeDataset,
    val: JetTreeDataset,
    *,
    standardised: bool = False,
    seed: int = 0,
    **options: Any,
) -> FitResult:
    r"""Freeze a tagger's embedding and train a new head on another task.

    It is appendix B of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_. The embedding
    :math:`h_J`, the scaling of the features and their frame stay those of the source; the head
    starts anew and is trained by :func:`pyg_jets.fit` as any tagger is. The jets are embedded
    once: as nothing below the head changes, this gives what training in every step through the
    frozen embedding would.

    Args:
        source: A trained tagger; it stays as it is.
        train: Training jets of the new task, in the source's frame.
        val: Validation jets of the new task, which choose the best epoch.
        standardised: Give the head the embedding in units of its spread over the training jets,
            and so the same chance whatever the scale of the embedding is; the units are then
            multiplied into the head's first layer. An embedding that has learnt nothing needs it
            most.
        seed: Of the head's initial parameters and of the order of the jets.
        **options: Of :func:`pyg_jets.fit`: ``epochs``, ``batch_size``, ``lr``, ...

    Returns:
        The source with the new head, and the history of the head's training.

    Raises:
        ValueError: If the source was never trained, labels are missing or not both 0 and 1, or the
            jets are in another frame than the source's.
    """
    target = _with_new_head(source, seed)
    if (recipe := options.get("recipe")) is not None:
        options["recipe"] = replace(recipe, turned=False)  # embeddings cannot be turned
    with torch.random.fork_rng():  # a layer draws parameters, even if they are replaced
        embeddings = [embed(source, jets) for jets in (train, val)]
        unit = Unit.of(embeddings[0]) if standardised else None
        if unit is not None:
            unit.check(target)
            embeddings = [unit(embedding) for embedding in embeddings]
        parts = [_Embedded(*part) for part in zip((train, val), embeddings, strict=True)]
        result = fit(_Head(target), *parts, seed=seed, **options)
        if unit is not None:
            unit.into(target)
    return FitResult(target.eval(), result.history, result.best_epoch)


def fine_tune(
    source: Tagger,
    train: JetTreeDataset,
    val: JetTreeDataset,
    *,
    standardised: bool = False,
    seed: int = 0,
    **options: Any,
) -> FitResult:
    """The control of :func:`transfer`: start from the same parameters, but freeze none of them.

    Args:
        source: A trained tagger; it stays as it is.
        train: Training jets of the new task, in the source's frame.
        val: Validation jets of the new task, which choose the best epoch.
        standardised: Begin with a head that reads the embedding in units of its spread over the
            training jets.
        seed: Of the head's initial parameters, of the order of the jets and of dropout.
        **options: Of :func:`pyg_jets.fit`.

    Raises:
        ValueError: As in :func:`transfer`.
    """
    target = _with_new_head(source, seed)
    if standardised:
        unit = Unit.of(embed(source, train))
        unit.check(target)
        unit.into(target)
    return fit(target, train, val, seed=seed, **options)


def _with_new_head(source: Tagger, seed: int) -> Tagger:
    if source.frame is None:
        raise ValueError(
            "'source' must be a trained tagger (got one without feature scaling): fit it first"
        )
    if not list(source.head.parameters()):
        raise ValueError(
            f"'source' must have a head that learns (got {type(source).__name__}, whose network "
            "gives the logit itself): let it give an embedding"
        )
    target = copy.deepcopy(source).train()
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        for layer in target.head.modules():
            if callable(reset := getattr(layer, "reset_parameters", None)):
                reset()
    return target


class _Head(Tagger):
    """The head of a tagger as a tagger of its own; its embedding is data."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__(tagger.hidden_channels, in_channels=0)
        self.head = tagger.head
        self.frame_number.copy_(tagger.frame_number)

    def embed(self, batch: Any, gate: Tensor | None = None) -> Tensor:  # noqa: ARG002
        """The embeddings that the batch is made of."""
        embedding: Tensor = batch.embedding
        return embedding


class _Embedded(JetTreeDataset):
    """Jets whose batches are their embeddings and labels, for loaders and :func:`fit`."""

    def __init__(self, jets: JetTreeDataset, embedding: Tensor) -> None:
        super().__init__(jets.constituents, jets.merges, frame=jets.frame, inner_p4=jets.inner_p4)
        self.embedding = embedding

    def batch(self, jets: JetIndex = slice(None)) -> Any:
        """Embeddings ``(k, hidden_channels)`` and labels ``(k,)`` of some of the jets."""
        rows = jet_positions(jets, len(self))
        return Data(embedding=self.embedding[rows], y=None if self.y is None else self.y[rows])
