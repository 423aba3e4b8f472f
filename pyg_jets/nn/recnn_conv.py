"""The recursive network's embedding of every node of binary trees."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Linear, Module

from pyg_jets.nn.cells import GatedCell, SimpleCell

CELLS: dict[str, type[SimpleCell | GatedCell]] = {"simple": SimpleCell, "gated": GatedCell}


class RecNNConv(Module):
    r"""Embeds every node of a forest of binary trees, from the leaves to the roots.

    .. math::
        u_i = \mathrm{ReLU}(W_u x_i + b_u), \qquad
        h_i = u_i \text{ (leaf)}, \quad h_i = \mathrm{cell}(h_L, h_R, u_i) \text{ (inner node)}

    from `arXiv:1702.00748 <https://arxiv.org/abs/1702.00748>`_. Nodes are put in breadth-first
    order, so that the children of one depth's inner nodes are the next depth, pair by pair: the
    recursion is one matrix product per depth on contiguous rows, without gather or scatter, and
    bit for bit reproducible.

    Args:
        in_channels: Features of a node.
        hidden_channels: H, size of a state.
        cell: ``"simple"`` or ``"gated"``.

    Shapes:
        - **x:** ``(num_nodes, in_channels)``
        - **edge_index:** ``(2, num_edges)`` child -> parent; of one parent's two edges the harder
          child's comes first; nodes may be numbered in any way
        - **gate:** ``(num_nodes, H)``, added to every state: the gradient with respect to a gate
          of zeros is the total derivative with respect to every :math:`h_i`
        - **output:** ``(num_nodes, H)``

    Raises:
        ValueError: If the cell is unknown, or the graph is no forest of binary trees.
    """

    def __init__(self, in_channels: int, hidden_channels: int, cell: str = "simple") -> None:
        super().__init__()
        if cell not in CELLS:
            raise ValueError(f"'cell' must be one of {', '.join(CELLS)} (got '{cell}')")
        self.in_channels, self.hidden_channels = in_channels, hidden_channels
        self.lin_u = Linear(in_channels, hidden_channels)
        self.cell: SimpleCell | GatedCell = CELLS[cell](hidden_channels)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        r"""Torch's own weights; a simple cell starts at :math:`h = \frac12 (h_L + h_R + u)`.

        That is with small noise on top. So the root sees every leaf, and every leaf the gradient,
        from the first step on: on the bundled sample the simple cell trains faster and better than
        from orthogonal or uniform weights. A gated cell has its gates for that.
        """
        for layer in self.modules():
            if isinstance(layer, Linear):
                layer.reset_parameters()
        if isinstance(self.cell, GatedCell):
            return
        with torch.no_grad():
            weight = self.cell.lin_h.weight
            halves = 0.5 * torch.eye(self.hidden_channels, dtype=weight.dtype).repeat(1, 3)
            weight.copy_(halves + 0.02 * torch.randn_like(weight))
            self.cell.lin_h.bias.zero_()

    def forward(self, x: Tensor, edge_index: Tensor, gate: Tensor | None = None) -> Tensor:
        """States of all nodes."""
        order, depths = breadth_first(edge_index, len(x))
        u = self.lin_u(x[order]).relu()
        gate = None if gate is None else gate[order]
        states: list[Tensor] = []
        last = len(order)
        for inner, place in reversed(depths):
            first = last - len(place)
            state = u[first + inner : last]
            if inner:
                merged = self.cell(states[-1].view(inner, -1), u[first : first + inner])
                state = torch.cat((merged, state))
            if gate is not None:
                state = state + gate[first:last]
            # In pairs of siblings, as the next depth up reads them.
            states.append(state[place])
            last = first
        return torch.cat(states[::-1])[_inverse(_in_pairs(order, depths))]

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.in_channels}, {self.hidden_channels}"


def breadth_first(edge_index: Tensor, num_nodes: int) -> tuple[Tensor, list[tuple[int, Tensor]]]:
    """Nodes depth by depth, inner nodes first.

    Shapes:
        - **edge_index:** ``(2, num_edges)`` child -> parent
        - **output:** ``(num_nodes,)``; and for each depth the number of its inner nodes and, where
          siblings stand in pairs in the order of their parents, each one's place in its depth

    Raises:
        ValueError: If the graph is no forest of binary trees.
    """
    child, parent = edge_index
    if len(parent) and (parent[1:] < parent[:-1]).any():
        by_parent = torch.argsort(parent, stable=True)
        child, parent = child[by_parent], parent[by_parent]
    if len(parent) % 2 or (parent[::2] != parent[1::2]).any():
        raise ValueError("every inner node of a binary tree must have two children")
    pairs, pair_of = child.view(-1, 2), torch.full((num_nodes,), -1, device=edge_index.device)
    pair_of[parent[::2]] = torch.arange(len(pairs), device=edge_index.device)
    is_root = torch.ones(num_nodes, dtype=torch.bool, device=edge_index.device)
    is_root[child] = False
    frontier, found = is_root.nonzero().flatten(), 0
    if len(frontier) + len(child) != num_nodes:
        raise ValueError("every node of a tree must have at most one parent (got a shared child)")
    order, depths = [frontier[:0]], []
    while len(frontier) and found <= num_nodes:
        is_leaf = pair_of[frontier] < 0
        nodes = torch.argsort(is_leaf, stable=True)
        inner = len(frontier) - int(is_leaf.sum())
        order.append(frontier[nodes])
        depths.append((inner, _inverse(nodes)))
        found += len(frontier)
        frontier = pairs[pair_of[order[-1][:inner]]].flatten()
    if found != num_nodes:
        raise ValueError(
            f"every node must hang below one root (reached {found} times, of {num_nodes} nodes)"
        )
    return torch.cat(order), depths


def _inverse(permutation: Tensor) -> Tensor:
    inverse = torch.empty_like(permutation)
    inverse[permutation] = torch.arange(len(permutation), device=permutation.device)
    return inverse


def _in_pairs(order: Tensor, depths: list[tuple[int, Tensor]]) -> Tensor:
    """The nodes depth by depth, siblings side by side."""
    blocks = order.split([len(place) for _, place in depths])
    return torch.cat([block[place] for block, (_, place) in zip(blocks, depths, strict=True)])
