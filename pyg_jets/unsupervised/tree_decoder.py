"""From a jet's embedding down its clustering tree: a state for every node."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import Linear, Module
from torch.nn.functional import linear, one_hot

from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.nn.forest import breadth_first
from pyg_jets.nn.levelwise_conv import LevelwiseConv


class TreeDecoder(Module):
    r"""States from the root to the constituents, on :class:`pyg_jets.nn.LevelwiseConv`.

    .. math::
        d_J = W h_J + b, \qquad d_c = d_P + V \, \mathrm{ReLU}(U [d_P; b_c] + a)

    for the child c of P, with :math:`b_c` saying whether it is the harder or the softer one. Of the
    jet nothing but :math:`h_J` and the form of its tree goes in.

    Args:
        in_channels: Size of an embedding.
        hidden_channels: Size of a state.

    Shapes:
        - **embedding:** ``(num_jets, in_channels)``; **output:** ``(num_nodes, hidden_channels)``
    """

    def __init__(self, in_channels: int, hidden_channels: int) -> None:
        super().__init__()
        self.lin_root = Linear(in_channels, hidden_channels)
        self.cell = BranchCell(hidden_channels)

    def forward(self, embedding: Tensor, batch: Any) -> Tensor:
        """States of all nodes of a batch of trees."""
        batch = in_order(batch)
        child, parent = batch.edge_index
        roots: Tensor = self.lin_root(embedding)
        x = roots.new_zeros(batch.num_nodes, 2)
        x[child] = one_hot(batch.branch, 2).to(x)
        down = torch.stack((parent, child))
        # Roots stand first, jet by jet, and only they need what the embedding gives: a column of
        # it for every node would cost as much as a layer.
        conv = LevelwiseConv(_FromRoots(self.cell, roots))
        states: Tensor = conv(x, down, depths(batch.edge_index, batch.num_nodes))
        return states


class _FromRoots(Module):
    """The first level is given, the others follow from it."""

    def __init__(self, cell: BranchCell, roots: Tensor) -> None:
        super().__init__()
        self.cell, self.roots = cell, roots

    def forward(self, x: Tensor, h: Tensor, ptr: Tensor) -> Tensor:  # noqa: ARG002
        """States of one level: every node but the roots has one predecessor."""
        states: Tensor = self.cell(x, h) if len(h) else self.roots
        return states


class BranchCell(Module):
    """A child's state from its parent's, and from which branch it is.

    Args:
        channels: Size of a state.

    Shapes:
        - **branch:** ``(n, 2)``, one column for the harder and one for the softer
        - **h:** ``(n, channels)`` of the parents; **output:** ``(n, channels)``
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.lin_in = Linear(channels + 2, channels)
        self.lin_out = Linear(channels, channels)

    def forward(self, branch: Tensor, h: Tensor) -> Tensor:
        """States of the children."""
        of_state, of_branch = self.lin_in.weight[:, :-2], self.lin_in.weight[:, -2:]
        both = torch.addmm(linear(branch, of_branch, self.lin_in.bias), h, of_state.t())
        out: Tensor = h + self.lin_out(both.relu_())
        return out


def depths(edge_index: Tensor, num_nodes: int) -> Tensor:
    """Steps from the root of every node, ``(num_nodes,)``.

    Args:
        edge_index: Child -> parent, of binary trees.
        num_nodes: Number of nodes.

    Example:
        >>> depths(torch.tensor([[0, 1, 2, 3], [3, 3, 4, 4]]), 5)
        tensor([2, 2, 1, 1, 0])
    """
    forest = breadth_first(edge_index, num_nodes)
    of_rows = torch.arange(len(forest.row_ptr) - 1).repeat_interleave(forest.row_ptr.diff())
    depth = torch.empty_like(forest.order)
    depth[forest.order] = of_rows.to(depth.device)
    return depth
