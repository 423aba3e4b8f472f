"""The cell of TreeNiN: a recursive cell, then a small network of each place in a tree."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Linear, Module, ModuleList, ReLU, Sequential
from torch.nn.init import calculate_gain, orthogonal_, xavier_uniform_

PLACES = ("inner", "leaf", "harder", "softer", "root")
"""Places of a node; ``harder`` and ``softer`` are the root's children, leaves or not."""


class NiNCell(Module):
    r"""A cell for :class:`pyg_jets.nn.LevelwiseConv` on binary trees.

    .. math::
        u &= \mathrm{ReLU}(W_p\, x + b_p), \quad p \in \{\text{leaf}, \text{inner}\} \\
        s &= u \text{ (leaf)}, \qquad
        s = \mathrm{ReLU}(W_h [h_L; h_R; u] + b_h) \text{ (inner node)} \\
        h &= \mathrm{ReLU}(W_q'\, \mathrm{ReLU}(W_q\, s + b_q) + b_q'), \quad
        q \in \{\text{inner}, \text{leaf}, \text{harder}, \text{softer}\}

    The network in network of the last line has weights of its own for the two children of the
    root; the root has none, :math:`h = s`. It is that of TreeNiN
    (github.com/diana-hep/TreeNiN, `arXiv:1902.09914 <https://arxiv.org/abs/1902.09914>`_).

    Args:
        in_channels: Features of a node.
        hidden_channels: Size of a state.

    Shapes:
        - **x:** ``(n, in_channels + 1)``, features and, last, the place's number in
          :data:`PLACES`
        - **h:** ``(0, ...)`` for leaves, ``(2 n, hidden_channels)`` for inner nodes, the harder
          child's state first
        - **output:** ``(n, hidden_channels)``
    """

    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.lin_leaf = Linear(in_channels, hidden_channels)
        self.lin_inner = Linear(in_channels, hidden_channels)
        self.lin_h = Linear(3 * hidden_channels, hidden_channels)
        self.nin = ModuleList(
            Sequential(
                *(Linear(hidden_channels, hidden_channels), ReLU()),
                *(Linear(hidden_channels, hidden_channels), ReLU()),
            )
            for _ in PLACES[:-1]
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """The original's initial weights: orthogonal ones on states, of gain for ReLU."""
        gain = calculate_gain("relu")
        for layer in self.modules():
            if isinstance(layer, Linear):
                layer.reset_parameters()
                orthogonal_(layer.weight, gain=gain)
        for layer in (self.lin_leaf, self.lin_inner):
            xavier_uniform_(layer.weight, gain=gain)

    def forward(self, x: Tensor, h: Tensor, ptr: Tensor) -> Tensor:  # noqa: ARG002
        """States of one level."""
        features, place = x[:, :-1], x[:, -1]
        if len(h) == 0:
            state, usual = self.lin_leaf(features).relu(), "leaf"
        else:
            u = self.lin_inner(features).relu()
            state = self.lin_h(torch.cat((h.view(len(x), -1), u), 1)).relu()
            usual = "inner"
        out: Tensor = self.nin[PLACES.index(usual)](state)
        for number in map(PLACES.index, ("harder", "softer", "root")):
            row = (place == number).nonzero().flatten()
            if len(row):
                special = state.index_select(0, row)
                if PLACES[number] != "root":
                    special = self.nin[number](special)
                out = out.index_copy(0, row, special)
        return out
