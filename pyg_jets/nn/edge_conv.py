"""Messages along the edges of a graph from both ends' states, averaged over the neighbours."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, Module, ModuleList
from torch.nn.functional import linear, pad

from pyg_jets.nn.row_batch_norm import RowBatchNorm

_BLOCK_EDGES = 4096
"""Edges whose messages are in the cache together."""


class EdgeConv(Module):
    r"""Edge convolution with dense layers on the edges and a shortcut on the nodes.

    .. math::
        e_{ij} = \mathrm{mlp}\bigl(\theta (x_j - x_i) + \phi\, x_i\bigr), \qquad
        h_i = \mathrm{shortcut}(x_i) + \mathrm{mean}_{j \in N(i)}\, e_{ij}

    That of ParticleNet, `arXiv:1902.08570 <https://arxiv.org/abs/1902.08570>`_, and of LundNet,
    `arXiv:2012.08526 <https://arxiv.org/abs/2012.08526>`_, after `arXiv:1801.07829
    <https://arxiv.org/abs/1801.07829>`_. mlp is batch normalisation and ReLU, then for each further
    layer a product, batch normalisation and ReLU; the shortcut is a product with batch
    normalisation, or nothing where the width stays. The ReLU of the result is left to the caller.

    The first product is one per node, not per edge: :math:`(\phi - \theta) x_i + \theta x_j`. Out
    of training batch normalisation is part of the products, and as nothing joins the edges of
    different nodes, they are done block by block, in the cache.

    Args:
        in_channels: Size of a node's state.
        channels: Sizes of the layers on the edges; the last is that of the result.

    Shapes:
        - **x:** ``(num_nodes, in_channels)``
        - **source:** the neighbours of all nodes, node by node: ``(num_nodes, k)`` if each has k,
          of which ``num_nodes`` stands for an absent one, with state 0, that counts; or
          ``(num_edges,)`` with **degree** ``(num_nodes,)``: a node without neighbours has mean 0
        - **output:** ``(num_nodes, channels[-1])``
    """

    def __init__(self, in_channels: int, channels: Sequence[int]) -> None:
        super().__init__()
        first, last = channels[0], channels[-1]
        self.in_channels, self.channels = in_channels, tuple(channels)
        self.theta = Linear(in_channels, first, bias=False)
        self.phi = Linear(in_channels, first, bias=False)
        self.norms: Any = ModuleList(RowBatchNorm(size) for size in channels)
        self.dense = ModuleList(
            Linear(size, after, bias=False) for size, after in itertools.pairwise(channels)
        )
        widens = in_channels != last
        self.shortcut = Linear(in_channels, last, bias=False) if widens else None
        self.shortcut_norm = RowBatchNorm(last) if widens else None

    def forward(self, x: Tensor, source: Tensor, degree: Tensor | None = None) -> Tensor:
        """States before the ReLU."""
        own = linear(x, self.phi.weight - self.theta.weight)
        other = self.theta(x)
        if not self.training:
            factor, shift = self.norms[0].learnt()
            own, other = own * factor + shift, other * factor
        # One row more: the state of a neighbour that is not there.
        other = pad(other, (0, 0, 0, 1))
        if degree is None:
            mean = self._mean_of_k(own, other, source)
        else:
            mean = self._mean_of_some(own, other, source, degree)
        if self.shortcut is None or self.shortcut_norm is None:
            return mean + x
        shortcut: Tensor = self.shortcut_norm(self.shortcut(x))
        return mean + shortcut

    def _mean_of_k(self, own: Tensor, other: Tensor, source: Tensor) -> Tensor:
        k, folded = source.shape[1], self._folded()
        block = len(own) if self.training else max(1, _BLOCK_EDGES // k)
        means = []
        for mine, theirs in zip(own.split(block), source.split(block), strict=True):
            arriving = other.index_select(0, theirs.flatten()).view(len(mine), k, -1)
            edges = self._along_edges((mine[:, None] + arriving).flatten(0, 1), folded)
            means.append(edges.view(len(mine), k, -1).mean(1))
        return torch.cat(means)

    def _mean_of_some(self, own: Tensor, other: Tensor, source: Tensor, degree: Tensor) -> Tensor:
        node = torch.arange(len(own), device=own.device).repeat_interleave(degree)
        edges = own.index_select(0, node) + other.index_select(0, source)
        edges = self._along_edges(edges, self._folded())
        total = edges.new_zeros(len(own), self.channels[-1]).index_add(0, node, edges)
        return total / degree.clamp(min=1)[:, None]

    def _folded(self) -> list[tuple[Tensor, Tensor]]:
        """Weights and biases of the further layers with what their normalisations have learnt."""
        folded = []
        for dense, norm in zip(self.dense, self.norms[1:], strict=True):
            factor, shift = norm.learnt()
            folded.append((factor[:, None] * dense.weight, shift))
        return folded

    def _along_edges(self, edges: Tensor, folded: list[tuple[Tensor, Tensor]]) -> Tensor:
        if not self.training:
            edges = edges.relu_()
            for weight, bias in folded:
                edges = linear(edges, weight, bias).relu_()
            return edges
        edges = self.norms[0](edges).relu_()
        for dense, norm in zip(self.dense, self.norms[1:], strict=True):
            edges = norm(dense(edges)).relu_()
        return edges

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.in_channels}, {self.channels}"
