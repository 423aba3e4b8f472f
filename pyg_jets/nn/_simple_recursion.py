"""The simple cell in a recursion: its products, and what stands between them."""

from __future__ import annotations

from collections.abc import Sequence

import numba
import numpy as np
import torch
from torch import Tensor

from pyg_jets.nn._buffers import Buffers
from pyg_jets.nn._padding import cut_vector, cut_weight, pad_vector, pad_weight


class SimpleRecursion:
    """States and gradients of the inner nodes of a forest, depth by depth.

    Args:
        u: Their inputs' states ``(num_inner, H)``.
        h: States of all rows; those of the inner nodes are written here.
        inner: Rows of the inner nodes.
        gate: Added to every state, or no rows at all.
        parameters: Weight and bias of ``lin_h``.
        hidden: H without padding.
        buffers: Memory for what it keeps.
    """

    def __init__(
        self,
        u: Tensor,
        h: Tensor,
        inner: Tensor,
        gate: Tensor,
        parameters: Sequence[Tensor],
        hidden: int,
        buffers: Buffers,
    ) -> None:
        weight, bias = parameters
        self.hidden, self.u, self.buffers = hidden, u, buffers
        self.h, self.inner, self.gate = h.numpy(), inner.numpy(), gate.numpy()
        size = u.shape[1]
        self.of_children, self.of_u = pad_weight(weight, hidden).split([2 * size, size])
        self.of_children_t = self.of_children.t().contiguous()
        self.bias = pad_vector(bias, hidden).numpy()
        self.states = torch.mm(u, self.of_u, out=buffers.take(*u.shape))

    def forward(self, first: int, last: int, children: Tensor) -> None:
        """States of inner nodes ``first .. last - 1`` from their children's."""
        self.states[first:last].addmm_(children, self.of_children)
        _relu_into_rows(self.states.numpy(), self.bias, self.inner, self.gate, first, last, self.h)

    def start_backward(self) -> None:
        """Make room for the gradients."""
        self.d_states = self.buffers.take(*self.states.shape)

    def backward(
        self, first: int, last: int, g: Tensor, _: Tensor, g_children: Tensor, beta: int
    ) -> None:
        """``beta`` times the children's gradient + what comes from ``first .. last - 1``."""
        states, d_states = self.states.numpy(), self.d_states.numpy()
        _relu_backward_from_rows(g.numpy(), self.inner, states, first, last, d_states)
        g_children.addmm_(self.d_states[first:last], self.of_children_t, beta=beta)

    def input_gradient(self) -> Tensor:
        """Gradient of ``u``."""
        d_u = self.buffers.take(*self.u.shape)
        return torch.mm(self.d_states, self.of_u.t().contiguous(), out=d_u)

    def parameter_gradients(self, children: Tensor) -> list[Tensor]:
        """Gradients of the parameters, from all inner nodes' children's states."""
        weight = torch.cat((children.t() @ self.d_states, self.u.t() @ self.d_states))
        bias = self.d_states.new_ones(len(self.d_states)) @ self.d_states
        return [cut_weight(weight, self.hidden), cut_vector(bias, self.hidden)]


@numba.njit(cache=True, nogil=True)
def _relu_into_rows(
    states: np.ndarray,
    bias: np.ndarray,
    rows: np.ndarray,
    gate: np.ndarray,
    first: int,
    last: int,
    h: np.ndarray,
) -> None:
    zero = states.dtype.type(0)
    for k in range(first, last):
        row = rows[k]
        for j in range(states.shape[1]):
            state = states[k, j] + bias[j]
            # Written so that a NaN stays one.
            states[k, j] = zero if state < zero else state
            h[row, j] = states[k, j]
        if len(gate):
            for j in range(states.shape[1]):
                h[row, j] += gate[row, j]


@numba.njit(cache=True, nogil=True)
def _relu_backward_from_rows(
    g: np.ndarray, rows: np.ndarray, states: np.ndarray, first: int, last: int, out: np.ndarray
) -> None:
    zero = states.dtype.type(0)
    for k in range(first, last):
        row = rows[k]
        for j in range(states.shape[1]):
            out[k, j] = zero if states[k, j] <= zero else g[row, j]
