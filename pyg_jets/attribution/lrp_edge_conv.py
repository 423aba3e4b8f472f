"""Relevance through edge convolutions, between near particles or along the Lund tree."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor
from torch.nn import Identity, Linear, Module, ModuleList
from torch.nn.functional import pad

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.propagating import Propagating, Rule, propagate_head
from pyg_jets.attribution.scaled_states import with_states
from pyg_jets.nn import EdgeConv, RowBatchNorm
from pyg_jets.taggers import LundNet, ParticleNet


def edge_conv_relevance(tagger: ParticleNet | LundNet, batch: Any, rule: Rule) -> Tensor:
    """What arrives at the normalised features of particles or splittings.

    Args:
        tagger: The tagger; it is left as it was.
        batch: A batch of what it reads.
        rule: Of all layers but those that see the features, the shortcuts and the last.

    Shapes:
        - **output:** ``(num_nodes,)``; 0 where there is no particle or no splitting
    """
    model = _propagating(tagger, rule)
    with torch.enable_grad(), frozen(model):
        view = model.view(batch)
        logits = model.head(model.embed(view))
        rows = model.norm.rows
        (gradient,) = torch.autograd.grad(logits.sum(), rows)
    node = view[f"{tagger.reads}_mask"].nonzero().flatten()
    found = (rows * gradient).sum(1).detach()
    relevance: Tensor = found.new_zeros(view.num_nodes).index_copy(0, node, found)
    # The one node that LundNet sees of a jet without splittings is none.
    return relevance.masked_fill(~with_states(tagger, view), 0.0)


class PropagatingEdgeConv(Module):
    r"""An edge convolution whose gradient times its input is the relevance of its input.

    Its first product is one layer on both ends of an edge, :math:`(\phi - \theta) x_i + \theta
    x_j`; the mean and the sum with the shortcut give each term its part.

    Args:
        block: The convolution, as it is out of training.
        rule: Of the layers on the edges.
        sees_features: Whether its inputs have both signs: gamma is not for them.
    """

    def __init__(self, block: EdgeConv, rule: Rule, sees_features: bool) -> None:
        super().__init__()
        both = torch.cat((block.phi.weight - block.theta.weight, block.theta.weight), 1)
        weights: list[Any] = [both, *(layer.weight for layer in block.dense)]
        rules = [rule.plain if sees_features else rule] + [rule] * len(block.dense)
        layers = zip(weights, block.norms, rules, strict=True)
        self.layers = ModuleList(_with_norm(*layer) for layer in layers)
        self.shortcut: Module = Identity()
        if block.shortcut is not None and block.shortcut_norm is not None:
            self.shortcut = _with_norm(block.shortcut.weight, block.shortcut_norm, rule.plain)

    def forward(
        self,
        x: Tensor,
        source: Tensor,
        degree: Tensor | None = None,
        edge_weight: Tensor | None = None,
    ) -> Tensor:
        """States before the ReLU, those of the block."""
        if degree is None:
            degree = source.new_full((len(x),), source.shape[1])
        node = torch.arange(len(x), device=x.device).repeat_interleave(degree)
        arriving = pad(x, (0, 0, 0, 1)).index_select(0, source.flatten())
        edges = torch.cat((x.index_select(0, node), arriving), 1)
        for layer in self.layers:
            edges = layer(edges).relu()
        if edge_weight is not None:
            edges = edges * edge_weight.flatten()[:, None]
        total = edges.new_zeros(len(x), edges.shape[1]).index_add(0, node, edges)
        out: Tensor = total / degree.clamp(min=1)[:, None] + self.shortcut(x)
        return out


class _Inputs(Module):
    """Normalised features, kept: it is to them that relevance is handed down."""

    def __init__(self, norm: RowBatchNorm) -> None:
        super().__init__()
        self.norm, self.weight = norm, norm.weight
        self.rows = torch.empty(0)

    def forward(self, x: Tensor) -> Tensor:
        self.rows = self.norm(x).detach().requires_grad_()
        return self.rows


def _propagating(tagger: ParticleNet | LundNet, rule: Rule) -> Any:
    """A copy that gives the same logits, with relevance for gradients times inputs."""
    model: Any = copy.deepcopy(tagger)
    model.norm = _Inputs(model.norm)
    model.blocks = ModuleList(
        PropagatingEdgeConv(block, rule, sees_features=k == 0)
        for k, block in enumerate(model.blocks)
    )
    if isinstance(tagger, LundNet):
        fusion = model.fusion
        model.fusion = Propagating(fusion.weight, fusion.bias, rule)
        _take_in(model.fusion_norm, model.head[0])
        model.fusion_norm = Identity()
    propagate_head(model.head, rule)
    return model


def _with_norm(weight: Tensor, norm: RowBatchNorm, rule: Rule) -> Propagating:
    """A layer without bias, and the batch normalisation behind it, as one."""
    factor, shift = norm.learnt()
    return Propagating(factor[:, None] * weight, shift, rule)


@torch.no_grad()
def _take_in(norm: RowBatchNorm, layer: Linear) -> None:
    """Take a batch normalisation before a layer, with a mean between them, into the layer."""
    factor, shift = norm.learnt()
    layer.bias.add_(layer.weight @ shift)
    layer.weight.mul_(factor)
