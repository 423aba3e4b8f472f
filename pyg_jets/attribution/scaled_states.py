"""The jets' logits as a function of factors on the nodes' states."""

from __future__ import annotations

import copy
import weakref
from collections.abc import Callable
from typing import Any, TypeAlias

import torch
from torch import Tensor

from pyg_jets.nn import LevelwiseConv, RecNNConv
from pyg_jets.taggers import Tagger

Logits: TypeAlias = Callable[[Tensor], Tensor]
"""From what is put in the logits ``(num_jets,)``."""

_checked: weakref.WeakSet[Tagger] = weakref.WeakSet()
"""Recursive taggers that were seen to obey the weights of their edges."""


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

    Raises:
        TypeError: If the tagger runs a recursion and does not say so (``recursive``), or its
            states do not obey the weights of its edges: states below the root would have no effect.
        ValueError: If its ``node_states`` are unknown.
    """
    view = tagger.view(batch)
    if tagger.recursive:
        _check_weights_count(tagger, view)
        return _recursive(tagger, view)
    stateless = ~with_states(tagger, view)
    with torch.no_grad():
        states = tagger.states(view)
        _check_no_recursion(tagger, view, states)

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


def _check_no_recursion(tagger: Tagger, view: Any, states: Tensor) -> None:
    runs = any(isinstance(module, LevelwiseConv | RecNNConv) for module in tagger.modules())
    if not runs or len(states) != view.num_nodes or bool(view.is_root.all()):
        return
    # What is no number shows whether it is read, in a network that gives 0 for all jets too.
    roots_alone = states.masked_fill(~view.is_root[:, None], torch.nan)
    if not tagger.readout(roots_alone, view).isnan().any():
        raise TypeError(
            "a tagger whose recursion ends in the roots must have 'recursive = True' and "
            f"'edges' (got {type(tagger).__name__} without)"
        )


@torch.no_grad()
def _check_weights_count(tagger: Tagger, view: Any) -> None:
    number = view.edge_index.shape[1]
    if tagger in _checked or number == 0:
        return
    weighted = copy.copy(view)
    weighted.edge_weight = tagger.center.new_full((number,), torch.nan)
    if not tagger.embed(weighted).isnan().any():
        raise TypeError(
            "a recursive tagger must scale its children's states by the batch's 'edge_weight' "
            f"where there is one (got {type(tagger).__name__}, which does not)"
        )
    _checked.add(tagger)


def with_states(tagger: Tagger, batch: Any) -> Tensor:
    """Mask ``(num_nodes,)`` of the nodes on which the tagger's states live.

    Raises:
        ValueError: If ``node_states`` is something that no tagger has.
    """
    is_leaf: Tensor = batch.is_leaf
    masks = {"nodes": torch.ones_like(is_leaf), "leaves": is_leaf, "splittings": ~is_leaf}
    if tagger.node_states not in masks:
        raise ValueError(
            f"'node_states' of {type(tagger).__name__} must be one of {', '.join(masks)} "
            f"(got '{tagger.node_states}')"
        )
    return masks[tagger.node_states]
