"""The recursive network's embedding of every node of binary trees."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Linear, Module

from pyg_jets.nn.cells import GatedCell, SimpleCell
from pyg_jets.nn.forest import Forest, breadth_first
from pyg_jets.nn.kernels.recursion import Recursion

_BLOCK_NODES = 4096
"""Trees of about so many nodes are in the cache together."""

CELLS: dict[str, type[SimpleCell | GatedCell]] = {"simple": SimpleCell, "gated": GatedCell}


class RecNNConv(Module):
    r"""Embeds every node of a forest of binary trees, from the leaves to the roots.

    .. math::
        u_i = \mathrm{ReLU}(W_u x_i + b_u), \qquad
        h_i = u_i \text{ (leaf)}, \quad h_i = \mathrm{cell}(h_L, h_R, u_i) \text{ (inner node)}

    from `arXiv:1702.00748 <https://arxiv.org/abs/1702.00748>`_. Nodes are put in breadth-first
    order, so that the children of one depth's inner nodes are the next depth, pair by pair: the
    recursion is one matrix product per depth on contiguous rows.

    On the CPU, in float32 or float64, it runs with a backward pass of its own, bit for bit
    the same for any number of threads. Where somebody has to see every call of a layer
    (hooks on the cell or its layers, a cell of another class, ``torch.func``, another device) it
    is a plain recursion under autograd, with the same values; ``plain=True`` asks for that, and
    so do weights on the edges if it is not the roots' states alone that are asked for.

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
        - **edge_weight:** ``(num_edges,)``, each child's state times that is what its parent sees
        - **output:** ``(num_nodes, H)``; with ``roots=True`` only the roots' states
          ``(num_trees, H)``, in the order of their nodes, which saves time

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

    @torch.compiler.disable  # type: ignore[untyped-decorator]  # its loops are compiled already
    def forward(
        self,
        x: Tensor,
        edge_index: Tensor,
        gate: Tensor | None = None,
        edge_weight: Tensor | None = None,
        *,
        roots: bool = False,
        plain: bool = False,
    ) -> Tensor:
        """States of all nodes, or of the roots."""
        dtype = self.lin_u.weight.dtype
        share = None
        if edge_weight is not None:
            # A root has no edge, and nothing is taken of its state.
            share = edge_weight.new_ones(len(x)).index_copy(0, edge_index[0], edge_weight)
        fits = share is None or (roots and gate is None)
        if plain or not fits or not self._can_be_fused(x, gate):
            x = x if torch.is_autocast_enabled(x.device.type) else x.to(dtype)
            share = None if share is None else share[:, None]
            return self._plain(x, breadth_first(edge_index, len(x)), gate, share, roots)
        with torch.autocast(x.device.type, enabled=False):
            states: Tensor = Recursion.apply(  # type: ignore[no-untyped-call]
                self,
                edge_index,
                breadth_first(edge_index, len(x), _BLOCK_NODES),
                roots,
                torch.is_grad_enabled(),
                x.to(dtype),
                None if gate is None else gate.to(dtype),
                None if share is None else share.to(dtype),
                *(parameter for _, parameter in self.named_parameters()),
            )
        return states

    def _can_be_fused(self, x: Tensor, gate: Tensor | None) -> bool:
        """Nobody looks at, or replaces, a part of the recursion that would not be called."""
        parts = [module for module in self.modules() if module is not self]
        return (
            type(self.cell) in CELLS.values()
            and x.device.type == "cpu"
            and self.lin_u.weight.dtype in (torch.float32, torch.float64)
            and not any(type(part) is not Linear for part in parts if part is not self.cell)
            and not any(_has_hooks(part) for part in parts)
            and not torch._C._are_functorch_transforms_active()
            and (gate is None or _is_zero(gate))
        )

    def _plain(
        self, x: Tensor, forest: Forest, gate: Tensor | None, weight: Tensor | None, roots: bool
    ) -> Tensor:
        """The recursion as autograd records it, one call of the cell for each depth."""
        u: Tensor = self.lin_u(x[forest.order]).relu()
        if len(x) == 0:
            return u
        gate = None if gate is None else gate[forest.order]
        weight = None if weight is None else weight[forest.order]
        row_ptr, inner_ptr = forest.row_ptr.tolist(), forest.inner_ptr.tolist()
        states: list[Tensor] = []
        for depth in reversed(range(len(row_ptr) - 1)):
            first, last = row_ptr[depth : depth + 2]
            state = u[first:last]
            inner = forest.inner[slice(*inner_ptr[depth : depth + 2])] - first
            if len(inner):
                children = states[-1]
                if weight is not None:
                    children = children * weight[last : last + len(children)]
                merged = self.cell(children.view(len(inner), -1), state[inner])
                state = state.index_copy(0, inner, merged)
            states.append(state if gate is None else state + gate[first:last])
        if roots:
            return states[-1]
        return torch.cat(states[::-1])[forest.rows]

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.in_channels}, {self.hidden_channels}"


def _is_zero(gate: Tensor) -> bool:
    """Whether a gate is there only for its gradient; of one expanded zero one is looked at."""
    return not gate[tuple(slice(None if step else 1) for step in gate.stride())].any()


def _has_hooks(module: Module) -> bool:
    hooks = (
        module._forward_hooks,
        module._forward_pre_hooks,
        module._backward_hooks,
        module._backward_pre_hooks,
    )
    return any(hooks)
