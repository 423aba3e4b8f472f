"""Interaction networks, `arXiv:1612.00222 <https://arxiv.org/abs/1612.00222>`_."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import ELU, Linear, Module, Sequential
from torch.nn.functional import linear


class InteractionConv(Module):
    r"""One step of an interaction network, as in JEDI-net.

    .. math::
        e_{ij} = f_R([x_i; x_j]), \qquad
        o_i = f_O\Bigl(\Bigl[x_i; \sum_{j \to i} e_{ij}\Bigr]\Bigr)

    after `arXiv:1908.05318 <https://arxiv.org/abs/1908.05318>`_: both functions have dense layers
    of h, h / 2 and as many units as they return, with ELU after each; the last ELU of
    :math:`f_O` is left to the caller. The first layer of :math:`f_R` is computed once per node for
    the receiver and once for the sender, and added on the edges: :math:`[x_i; x_j]` is never
    formed.

    Args:
        in_channels: Size of :math:`x_i`.
        hidden_channels: h.
        message_channels: Size of :math:`e_{ij}`.
        out_channels: Size of :math:`o_i`.

    Shapes:
        - **x:** ``(num_nodes, in_channels)``; **edge_index:** ``(2, num_edges)`` j -> i
        - **output:** ``(num_nodes, out_channels)``
    """

    def __init__(
        self, in_channels: int, hidden_channels: int, message_channels: int, out_channels: int
    ) -> None:
        super().__init__()
        self.in_channels, self.message_channels = in_channels, message_channels
        self.lin_edge = Linear(2 * in_channels, hidden_channels)
        self.edge = Sequential(*_narrowing(hidden_channels, message_channels), ELU())
        self.lin_node = Linear(in_channels + message_channels, hidden_channels)
        self.node = Sequential(*_narrowing(hidden_channels, out_channels))

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        """States of all nodes after the step, before their ELU."""
        source, target = edge_index
        of_receiver, of_sender = self.lin_edge.weight.split(self.in_channels, 1)
        receiver, sender = linear(x, of_receiver, self.lin_edge.bias), linear(x, of_sender)
        # Not x[target]: the gradient of that is far slower.
        messages = self.edge(receiver.index_select(0, target) + sender.index_select(0, source))
        received = messages.new_zeros(len(x), self.message_channels)
        received = received.index_add(0, target, messages)
        out: Tensor = self.node(self.lin_node(torch.cat((x, received), 1)))
        return out


def _narrowing(hidden_channels: int, out_channels: int) -> tuple[Module, ...]:
    """What follows the first product."""
    half = hidden_channels // 2
    return ELU(), Linear(hidden_channels, half), ELU(), Linear(half, out_channels)
