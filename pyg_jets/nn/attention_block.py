"""Attention among the members of each of many sets, and of one token to a set."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import GELU, Dropout, LayerNorm, Linear, Module, Parameter, Sequential
from torch.nn.functional import linear, pad, scaled_dot_product_attention
from torch.nn.init import xavier_uniform_, zeros_

from pyg_jets.nn.set_groups import SetGroup


class Attention(Module):
    """Attention of some rows to others, head by head; a layer, so that hooks can see it.

    Args:
        heads: Number of heads, a divisor of the rows' channels.
        dropout: On attention, in training.

    Shapes:
        - **query**, **key**, **value:** ``(num_sets, rows, channels)``, and so is the **output**
        - **bias:** as broadcast to ``(num_sets, heads, num_queries, num_keys)``
    """

    def __init__(self, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.rate = heads, dropout

    def forward(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        """Values as they are attended to."""
        attended = self._attended(query, key, self._by_head(value), bias)
        return attended.transpose(1, 2).flatten(2)

    def weights(self, query: Tensor, key: Tensor, bias: Tensor) -> Tensor:
        """How much attention is paid, ``(num_sets, heads, num_queries, num_keys)``."""
        # Of keys that are told apart.
        each = torch.eye(key.shape[1], dtype=key.dtype, device=key.device)
        return self._attended(query, key, each.expand(len(key), self.heads, -1, -1), bias)

    def _attended(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        rate = self.rate if self.training else 0.0
        query, key = self._by_head(query), self._by_head(key)
        attended: Tensor = scaled_dot_product_attention(
            query, key, value, attn_mask=bias, dropout_p=rate
        )
        return attended

    def _by_head(self, rows: Tensor) -> Tensor:
        split: Tensor = rows.unflatten(2, (self.heads, -1)).transpose(1, 2)
        return split

    def extra_repr(self) -> str:
        """Number of heads."""
        return f"heads={self.heads}"


class AttentionBlock(Module):
    r"""The block of the Particle Transformer: attention with a bias, then two dense layers.

    Of `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_, after NormFormer, `arXiv:2110.09456
    <https://arxiv.org/abs/2110.09456>`_: normalisation before and after the attention and before
    each dense layer, a learnt scale for each head and for each channel of the second residual.

    .. math::
        y = x + \mathrm{LN}(s_h \circ \mathrm{attention}(\mathrm{LN}(x), \text{bias})), \qquad
        h = r \circ y + W'\, \mathrm{LN}(\mathrm{GELU}(W\, \mathrm{LN}(y)))

    Rows are packed: only the attention itself is padded, group by group of sets of like size.

    Args:
        channels: Size of a row.
        heads: Number of heads, a divisor of it.
        dropout: On attention, activations and both results.

    Shapes:
        - **x:** ``(n, channels)`` the members of all sets, in the order of the groups
        - **biases:** of each group ``(num_sets, heads, size, size)``, on query and key; the lowest
          number of its type where there is no key
        - **output:** ``(n, channels)``
    """

    def __init__(self, channels: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.channels, self.heads = channels, heads
        self.attention = Attention(heads, dropout)
        self.norm_in, self.norm_out = LayerNorm(channels), LayerNorm(channels)
        self.lin_qkv, self.lin_out = Linear(channels, 3 * channels), Linear(channels, channels)
        self.head_scale = Parameter(torch.ones(heads))
        self.residual_scale = Parameter(torch.ones(channels))
        self.dropout = Dropout(dropout)
        self.dense = Sequential(
            *(LayerNorm(channels), Linear(channels, 4 * channels), GELU(), Dropout(dropout)),
            *(LayerNorm(4 * channels), Linear(4 * channels, channels), Dropout(dropout)),
        )
        xavier_uniform_(self.lin_qkv.weight)
        zeros_(self.lin_qkv.bias)
        zeros_(self.lin_out.bias)

    def forward(self, x: Tensor, groups: Sequence[SetGroup], biases: Sequence[Tensor]) -> Tensor:
        """Members after they have looked at each other."""
        rows = self.lin_qkv(self.norm_in(x)).split([len(group.slot) for group in groups])
        attended = []
        for group, qkv, bias in zip(groups, rows, biases, strict=True):
            query, key, value = group.padded(qkv).tensor_split(3, dim=2)
            attended.append(group.packed(self.attention(query, key, value, bias)))
        return self._after(x, torch.cat(attended))

    def token(self, token: Tensor, x: Tensor, group: SetGroup) -> Tensor:
        """A token of every set after it has looked at itself and the set's members.

        Shapes:
            - **token**, **output:** ``(num_sets, channels)``
        """
        of_query, of_rest = self.lin_qkv.weight.split((self.channels, 2 * self.channels))
        query_bias, rest_bias = self.lin_qkv.bias.split((self.channels, 2 * self.channels))
        query = linear(token, of_query, query_bias)[:, None]
        own, others = (linear(self.norm_in(rows), of_rest, rest_bias) for rows in (token, x))
        rest = torch.cat((own[:, None], group.padded(others)), 1)
        key, value = rest.tensor_split(2, dim=2)
        # The token itself is the first key.
        there = pad(group.filled(), (1, 0), value=True)[:, None, None]
        attended = self.attention(query, key, value, there)
        return self._after(token, attended[:, 0])

    def _after(self, residual: Tensor, attended: Tensor) -> Tensor:
        scaled = self.lin_out(attended).unflatten(1, (self.heads, -1)) * self.head_scale[:, None]
        y = residual + self.dropout(self.norm_out(scaled.flatten(1)))
        out: Tensor = self.residual_scale * y + self.dense(y)
        return out

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.channels}, heads={self.heads}"
