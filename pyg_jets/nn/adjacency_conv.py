"""Message passing on a graph that is learnt from the nodes themselves."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import GRUCell, Linear, Module
from torch.nn.functional import scaled_dot_product_attention

from pyg_jets.nn.set_groups import SetGroup


class AdjacencyConv(Module):
    r"""One iteration of neural message passing for jets.

    .. math::
        A_{ij} = \mathrm{softmax}_j(h_i^\top M h_j), \qquad
        m_i = \tanh\Bigl(\sum_j A_{ij} (W h_j + b)\Bigr), \qquad
        h_i' = \mathrm{GRU}(m_i, h_i)

    Of Henrion et al., "Neural Message Passing for Jet Physics" (Deep Learning for Physical
    Sciences, NIPS 2017), with the bilinear adjacency of its code (github.com/isaachenrion/jets):
    a softmax of :math:`v^\top (h_i + h_j)` would be the same for all i.

    Args:
        channels: Size of a state.

    Shapes:
        - **h**, **output:** ``(n, channels)`` the nodes of all sets, in the order of the groups
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.adjacency = Linear(channels, channels, bias=False)
        self.message = Linear(channels, channels)
        self.update = GRUCell(channels, channels)

    def forward(self, h: Tensor, groups: Sequence[SetGroup]) -> Tensor:
        """States after the iteration."""
        sizes = [len(group.slot) for group in groups]
        rows = torch.cat((self.adjacency(h), h, self.message(h)), 1).split(sizes)
        received = []
        for group, part in zip(groups, rows, strict=True):
            query, key, value = group.padded(part).tensor_split(3, dim=2)
            there = group.filled()[:, None]
            messages = scaled_dot_product_attention(query, key, value, attn_mask=there, scale=1.0)
            received.append(group.packed(messages))
        updated: Tensor = self.update(torch.cat(received).tanh(), h)
        return updated

    def extra_repr(self) -> str:
        """Size."""
        return f"{self.channels}"
