"""What any layer of any tagger says about each jet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module

from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.evaluation import evaluation
from pyg_jets.taggers.finite import check_finite

Reduce = Callable[[list[Any], Any], Tensor]
"""From a layer's outputs in one batch, call by call, and that batch to one row per jet."""


def layer_outputs(
    tagger: Tagger,
    jets: JetTreeDataset,
    layer: str,
    *,
    reduce: Reduce | None = None,
    batch_size: int = 512,
) -> Tensor:
    r"""Output of a named layer for each jet, ``(num_jets, num_features)``, float32 on the CPU.

    A layer that is called once per batch and gives a row per jet needs nothing more; what follows
    the first dimension is flattened. For any other, ``reduce`` makes one row per jet from the list
    of its outputs in the order of the calls, such as :func:`last_call` for the cell of a recursive
    network, which is called once per depth of the trees and comes to the roots last. The tagger
    stays as it was: its mode, its hooks.

    Args:
        tagger: The tagger.
        jets: The jets.
        layer: Name of the layer, one of ``dict(tagger.named_modules())``, such as ``"head.1"``.
        reduce: Takes the outputs (detached) and the batch. The rows of an output are in the
            layer's own order, which is not that of the batch's nodes in a :class:`RecNN`.
        batch_size: Jets at a time.

    Raises:
        ValueError: If the tagger has no such layer, it is never called, it does not give one row
            per jet, or one of its numbers is not finite.

    Example:
        >>> from pyg_jets import cluster, datasets, taggers
        >>> jets = cluster(datasets.sample("w")[:10])
        >>> layer_outputs(taggers.FCN(), jets, "head.1").shape
        torch.Size([10, 12])
    """
    check_finite(tagger)
    module = _layer(tagger, layer)
    rows = []
    with evaluation(tagger), torch.no_grad():
        for batch in JetLoader(jets, batch_size):
            with _recorded(module) as outputs:
                tagger(batch.to(tagger.center.device))
            rows.append(_one_row_per_jet(layer, outputs, batch, reduce))
    return torch.cat(rows).cpu()


def last_call(outputs: list[Any], batch: Any) -> Tensor:  # noqa: ARG001
    """The last output of a layer that is called several times; a :data:`Reduce`.

    For ``"conv.cell"`` of a :class:`RecNN` these are the roots' states, the embedding, unless a jet
    of the batch has one particle only, which no cell sees: then rows are missing and it is refused.
    """
    last: Tensor = outputs[-1]
    return last


def _layer(tagger: Tagger, name: str) -> Module:
    layers: dict[str, Module] = {key: module for key, module in tagger.named_modules() if key}
    if name not in layers:
        raise ValueError(f"'layer' must be one of {', '.join(layers)} (got '{name}')")
    return layers[name]


@contextmanager
def _recorded(module: Module) -> Iterator[list[Any]]:
    """What the module returns, call by call, in here."""
    outputs: list[Any] = []

    def keep(_module: Module, _inputs: Any, output: Any) -> None:
        # A copy: the next layer may write into it.
        outputs.append(output.detach().clone() if isinstance(output, Tensor) else output)

    handle = module.register_forward_hook(keep)
    try:
        yield outputs
    finally:
        handle.remove()


def _one_row_per_jet(layer: str, outputs: list[Any], batch: Any, reduce: Reduce | None) -> Tensor:
    if not outputs:
        raise ValueError(f"layer '{layer}' must be called in a forward pass (got no call)")
    if reduce is None and len(outputs) > 1:
        raise ValueError(
            f"layer '{layer}' must be called once per batch (got {len(outputs)} calls): "
            f"give 'reduce', such as last_call, to make one row per jet of them"
        )
    rows = outputs[0] if reduce is None else reduce(outputs, batch)
    if not isinstance(rows, Tensor) or rows.dim() == 0 or len(rows) != batch.num_graphs:
        got = f"shape {tuple(rows.shape)}" if isinstance(rows, Tensor) else type(rows).__name__
        raise ValueError(
            f"layer '{layer}' must give one row for each of {batch.num_graphs} jets (got {got}): "
            f"give a 'reduce' that makes them"
        )
    return rows.reshape(len(rows), -1).float().cpu()
