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
    num_classes: int | None = None,
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
        num_classes: Of the new task, where it has another number of classes than the source; 2
            makes one logit.
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
    target = _with_new_head(source, seed, num_classes)
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
    target.objective = result.tagger.objective
    return FitResult(target.eval(), result.history, result.best_epoch)


def fine_tune(
    source: Tagger,
    train: JetTreeDataset,
    val: JetTreeDataset,
    *,
    num_classes: int | None = None,
    standardised: bool = False,
    seed: int = 0,
    **options: Any,
) -> FitResult:
    """The control of :func:`transfer`: start from the same parameters, but freeze none of them.

    Args:
        source: A trained tagger; it stays as it is.
        train: Training jets of the new task, in the source's frame.
        val: Validation jets of the new task, which choose the best epoch.
        num_classes: As in :func:`transfer`.
        standardised: Begin with a head that reads the embedding in units of its spread over the
            training jets.
        seed: Of the head's initial parameters, of the order of the jets and of dropout.
        **options: Of :func:`pyg_jets.fit`.

    Raises:
        ValueError: As in :func:`transfer`.
    """
    target = _with_new_head(source, seed, num_classes)
    if standardised:
        unit = Unit.of(embed(source, train))
        unit.check(target)
        unit.into(target)
    return fit(target, train, val, seed=seed, **options)


def _with_new_head(source: Tagger, seed: int, num_classes: int | None) -> Tagger:
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
        if num_classes not in (None, target.num_classes):
            assert num_classes is not None
            _widen(target, num_classes)
    # Its classes are others, and what it was a target of is gone with the head.
    target.classes, target.objective = None, "classes"
    return target


def _widen(tagger: Tagger, num_classes: int) -> None:
    """Give a tagger the head of another number of classes; of two one logit."""
    outputs = None if num_classes == 2 else num_classes
    chosen = {"signal": None, "background": None} if "signal" in tagger.config else {}
    config = {**tagger.config, **chosen, "num_classes": outputs}
    try:
        fresh = type(tagger)(**config)
    except TypeError as error:  # a network of others, which knows one head
        raise TypeError(
            f"{type(tagger).__name__} must take 'num_classes' for a task of {num_classes} classes "
            f"(got {tagger.num_classes}, and: {error})"
        ) from error
    tagger.head = fresh.head.to(tagger.center)
    tagger.num_outputs, tagger.config = fresh.num_outputs, config


class _Head(Tagger):
    """The head of a tagger as a tagger of its own; its embedding is data."""

    def __init__(self, tagger: Tagger) -> None:
        classes = None if tagger.num_outputs == 1 else tagger.num_outputs
        super().__init__(tagger.hidden_channels, in_channels=0, num_classes=classes)
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
        """Embeddings ``(k, hidden_channels)``, labels, weights and columns of some of the jets."""
        rows = jet_positions(jets, len(self))
        own = {
            "embedding": self.embedding, "y": self.y, "weight": self.weight,
        }  # fmt: skip
        columns = {name: x[rows] for name, x in self.constituents.jet_columns.items()}
        here = {name: column[rows] for name, column in own.items() if column is not None}
        return Data(**here, jet_columns=columns)
