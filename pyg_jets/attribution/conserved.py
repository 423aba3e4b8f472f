"""What the values of a jet sum to, by the definition of the method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import torch
from torch import Tensor
from torch_geometric.explain.algorithm.utils import set_masks

from pyg_jets.attribution.explainable import Explainable
from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.attribution.propagating import last_dense
from pyg_jets.attribution.pruning import histories, without_branches
from pyg_jets.attribution.shapley import Players
from pyg_jets.taggers import Tagger

Conserved: TypeAlias = Callable[[Tagger, Any, dict[str, Any]], Tensor]
"""Takes a tagger, a batch and the method's options; gives ``(num_jets,)``."""


def from_baseline(tagger: Tagger, batch: Any, options: dict[str, Any]) -> Tensor:
    """The logit minus that of the baseline."""
    on: On = options.get("on", "states")
    moved = offsets(tagger, batch, on, options.get("baseline"))
    return moved.logits(moved.values) - moved.logits(torch.zeros_like(moved.values))


def handed_down(tagger: Tagger, batch: Any, _: dict[str, Any]) -> Tensor:
    """The logit, of which biases take a part; scores times derivatives where it bends."""
    scores, last = tagger.embed(batch), last_dense(tagger.head)
    scores = tagger.head[: last + 1](scores)
    with torch.enable_grad():
        scores = scores.detach().requires_grad_()
        logits = tagger.head[last + 1 :](scores)
        (gradient,) = torch.autograd.grad(logits.sum(), scores)
    found: Tensor = (scores * gradient).sum(1).detach()
    return found


def from_no_player(tagger: Tagger, batch: Any, options: dict[str, Any]) -> Tensor:
    """The logit minus that of what is left when no splitting takes part."""
    among: Players = options.get("among", "primary")
    player = ~batch.is_leaf
    if among == "primary":
        primary = torch.cat([torch.from_numpy(jet.primary) for jet in histories(batch)])
        player[player.clone()] = primary.to(player.device)
    variants = torch.stack((torch.zeros_like(player), player), 1)
    whole, bare = without_branches(tagger, batch, variants).unbind(1)
    return whole - bare


def from_no_message(tagger: Tagger, batch: Any, _: dict[str, Any]) -> Tensor:
    """The logit minus that without any message."""
    model = Explainable(tagger)
    inputs = model.inputs(batch)

    def logits(weight: float) -> Tensor:
        mask = tagger.center.new_full((inputs["edge_index"].shape[1],), weight)
        set_masks(model, mask, inputs["edge_index"], apply_sigmoid=False)
        found: Tensor = model(**inputs)
        return found

    with frozen(model):
        return logits(1.0) - logits(0.0)
