"""Dense layers that hand relevance down when gradients are taken."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import Linear, Module, Sequential
from torch.nn.functional import linear


class Rule(NamedTuple):
    """How a layer shares out relevance, see :func:`pyg_jets.attribution.lrp`.

    Attributes:
        epsilon: Keeps quotients finite.
        gamma: How much what speaks for an output is favoured.
    """

    epsilon: float
    gamma: float

    @property
    def plain(self) -> Rule:
        """The epsilon rule, without gamma."""
        return Rule(self.epsilon, 0.0)


class Propagating(Module):
    """A dense layer whose gradient times its input is the relevance of its input.

    A ReLU behind it hands on relevance as it is: its output times its gradient is its output. So
    do sums and means: their terms have their parts of it.

    Args:
        weight: Of the layer, with a batch normalisation behind it multiplied in.
        bias: Of the layer, likewise.
        rule: How it shares out relevance.

    Shapes:
        - **weight:** ``(out_channels, in_channels)``; **bias:** ``(out_channels,)``
        - **x:** ``(num_rows, in_channels)``; **output:** ``(num_rows, out_channels)``
    """

    def __init__(self, weight: Tensor, bias: Tensor, rule: Rule) -> None:
        super().__init__()
        self.weight, self.bias, self.rule = weight.detach(), bias.detach(), rule

    def forward(self, x: Tensor) -> Tensor:
        """What the layer gives."""
        epsilon, gamma = self.rule
        favoured = (part + gamma * part.clamp(min=0) for part in (self.weight, self.bias))
        handed = linear(x, *favoured)
        z = handed.detach() if gamma == 0 else linear(x.detach(), self.weight, self.bias)
        stabilised = handed.detach() + torch.where(handed >= 0, epsilon, -epsilon)
        out = handed * (z / stabilised)
        # The gradient of the one, the value of the other.
        return out + (z - out).detach()


class Constant(Module):
    """A layer that hands nothing down."""

    def __init__(self, layer: Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor) -> Any:
        """What the layer gives."""
        return self.layer(x).detach()


def propagate_head(head: Sequential, rule: Rule) -> None:
    """Replace the dense layers of a head in place; its last one has the epsilon rule."""
    last = last_dense(head)
    for k, layer in enumerate(head):
        if isinstance(layer, Linear):
            head[k] = Propagating(layer.weight, layer.bias, rule.plain if k == last else rule)


def last_dense(head: Sequential) -> int:
    """Number of the last dense layer of a head, whose outputs are the scores; -1 if none is."""
    return max((k for k, layer in enumerate(head) if isinstance(layer, Linear)), default=-1)
