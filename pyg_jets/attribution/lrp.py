"""Layer-wise relevance propagation through a recursion."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, Module

from pyg_jets.attribution.frozen import frozen
from pyg_jets.nn.cells import GatedCell, SimpleCell
from pyg_jets.taggers import RecNN, Tagger


def lrp(tagger: Tagger, batch: Any, *, epsilon: float = 1e-6, gamma: float = 0.0) -> Tensor:
    r"""The logit handed down layer by layer, from the root along the history to every node's input.

    A layer :math:`z_k = \sum_j w_{kj} x_j + b_k` hands the relevance of its outputs to its inputs:

    .. math::
        R_j = \sum_k \frac{x_j (w_{kj} + \gamma w_{kj}^+)}
              {z_k^\gamma + \epsilon \, \mathrm{sign} z_k^\gamma} R_k, \qquad
        z_k^\gamma = \sum_j x_j (w_{kj} + \gamma w_{kj}^+) + b_k + \gamma b_k^+

    which is the epsilon rule (`doi:10.1371/journal.pone.0130140
    <https://doi.org/10.1371/journal.pone.0130140>`_) for :math:`\gamma = 0` and else the gamma rule
    (doi:10.1007/978-3-030-28954-6_10). Gamma is for layers with inputs that are not negative and a
    ReLU behind them: the cell and the hidden layers of the head. The features and the logit's own
    layer have the epsilon rule. The gates of a gated cell are taken for constants and get nothing,
    as Arras et al. have it for LSTMs (`arXiv:1706.07206 <https://arxiv.org/abs/1706.07206>`_); what
    they mix gets its part of the mixture.

    A node has what arrives at its own input :math:`u_i`, features and bias of that layer together.
    Relevance is conserved: a jet's nodes have its logit together, but for what the biases of the
    cell and of the head take (they belong to no node) and for a part of :math:`\epsilon / |z|`.
    Captum's LRP refuses a cell that is called once per level; here the layers of a copy of the
    tagger have other gradients, and the relevance is input times gradient.

    Args:
        tagger: A RecNN; it is left as it was.
        batch: A batch of trees.
        epsilon: Positive; keeps quotients finite, and takes away what it must for that.
        gamma: Not negative; what speaks for an output is favoured over what speaks against it.

    Shapes:
        - **output:** ``(num_nodes,)``

    Raises:
        TypeError: If the tagger is another one, or has a cell of another class.
        ValueError: If epsilon is not positive or gamma is negative.
    """
    check_known_layers(tagger)
    if not (epsilon > 0 and gamma >= 0):
        raise ValueError(
            f"'epsilon' must be positive and 'gamma' not negative (got {epsilon} and {gamma})"
        )
    model = _propagating(tagger, epsilon, gamma)
    with torch.enable_grad(), frozen(model):
        features = model.features(batch).detach()
        # The bias of the features' layer is a weight of one more feature that is 1 everywhere.
        x = torch.cat((features, torch.ones_like(features[:, :1])), 1).requires_grad_()
        logits = model.head(model.conv(x, batch.edge_index, roots=True))
        (gradient,) = torch.autograd.grad(logits.sum(), x)
    return (x * gradient).sum(1).detach()


def check_known_layers(tagger: Tagger) -> None:
    """Raise a TypeError for a tagger through which :func:`lrp` has no way."""
    if not isinstance(tagger, RecNN) or type(tagger.conv.cell) not in (SimpleCell, GatedCell):
        cell = f" with a {type(tagger.conv.cell).__name__}" if isinstance(tagger, RecNN) else ""
        raise TypeError(
            f"'tagger' must be a RecNN with a simple or a gated cell "
            f"(got {type(tagger).__name__}{cell})"
        )


def _propagating(tagger: Any, epsilon: float, gamma: float) -> Any:
    """A copy that gives the same logits, with relevance for gradients times inputs."""
    model = copy.deepcopy(tagger)
    inputs, cell = model.conv.lin_u, model.conv.cell
    weight = torch.cat((inputs.weight, inputs.bias[:, None]), 1)
    replaced = model.conv
    replaced.lin_u = _Propagating(weight, torch.zeros_like(inputs.bias), epsilon, 0.0)
    replaced = cell
    replaced.lin_h = _Propagating(cell.lin_h.weight, cell.lin_h.bias, epsilon, gamma)
    if isinstance(cell, GatedCell):
        replaced.lin_r, replaced.lin_z = _Constant(cell.lin_r), _Constant(cell.lin_z)
    last = len(model.head) - 1
    for k, layer in enumerate(model.head):
        if isinstance(layer, Linear):
            of_layer = 0.0 if k == last else gamma
            model.head[k] = _Propagating(layer.weight, layer.bias, epsilon, of_layer)
    return model


class _Propagating(Module):
    """A dense layer whose gradient times its input is the relevance of its input.

    A ReLU behind it hands on relevance as it is: its output times its gradient is its output.
    """

    def __init__(self, weight: Tensor, bias: Tensor, epsilon: float, gamma: float) -> None:
        super().__init__()
        self.weight, self.bias = weight.detach(), bias.detach()
        self.epsilon, self.gamma = epsilon, gamma

    def forward(self, x: Tensor) -> Tensor:
        z = torch.nn.functional.linear(x, self.weight, self.bias).detach()
        favoured = (part + self.gamma * part.clamp(min=0) for part in (self.weight, self.bias))
        handed = torch.nn.functional.linear(x, *favoured)
        stabilised = handed + torch.where(handed >= 0, self.epsilon, -self.epsilon)
        out = handed * (z / stabilised).detach()
        # The gradient of the one, the value of the other.
        return out + (z - out).detach()


class _Constant(Module):
    """A layer that hands nothing down."""

    def __init__(self, layer: Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor) -> Any:
        return self.layer(x).detach()
