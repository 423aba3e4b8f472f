"""The jets' logits as a function of factors on the nodes' states."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeAlias

import torch
from torch import Tensor

from pyg_jets.taggers import Tagger

Logits: TypeAlias = Callable[[Tensor], Tensor]
"""From what is put in the logits ``(num_jets,)``."""


def scaled_states(tagger: Tagger, batch: Any) -> Logits:
    r"""A function of factors: :math:`L(g_1 h_1, \ldots, g_n h_n)`.

    With every factor 1 it is the logit, with every factor 0 that of a jet of which nothing is seen
    but by way of biases; a node whose factor is 0 is cut off from all that reads its state. In a
    recursion a state has one reader, its parent, and the root the head: the states above a node
    are made anew from what is left of it. Elsewhere it is the readout that sees scaled states.

    Args:
        tagger: Any tagger, evaluated as it is.
        batch: A batch of what it reads.

    Returns:
        A function of factors ``(num_nodes,)``; those of nodes without a state have no effect.
    """
    view = tagger.view(batch)
    if tagger.recursive:
        return _recursive(tagger, view)
    stateless = ~with_states(tagger, view)
    with torch.no_grad():
        states = tagger.states(view)

    def logits(factor: Tensor) -> Tensor:
        scaled = states * factor.masked_fill(stateless, 1.0)[:, None]
        out: Tensor = tagger.head(tagger.readout(scaled, view))
        return out.squeeze(-1)

    return logits


def _recursive(tagger: Tagger, view: Any) -> Logits:
    child, is_root = view.edge_index[0], view.is_root
    given = getattr(view, "edge_weight", None)

    def logits(factor: Tensor) -> Tensor:
        weighted = copy.copy(view)
        weighted.edge_weight = factor[child] if given is None else factor[child] * given
        out: Tensor = tagger.head(tagger.embed(weighted) * factor[is_root, None])
        return out.squeeze(-1)

    return logits


def with_states(tagger: Tagger, batch: Any) -> Tensor:
    """Mask ``(num_nodes,)`` of the nodes on which the tagger's states live."""
    is_leaf: Tensor = batch.is_leaf
    masks = {"leaves": is_leaf, "splittings": ~is_leaf}
    return masks.get(tagger.node_states, torch.ones_like(is_leaf))
