"""The simple cell in a recursion over one block of trees: its products, and what stands between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jobs.compiled import compiled
from pyg_jets.nn.kernels.shares import Shares, show, show_backward


class SimpleRecursion:
    """States and gradients of the inner nodes of a block.

    Args:
        parameters: Weight and bias of ``lin_h``.
    """

    kept = ()
    """Columns, in units of H, of what a backward pass needs besides the slots."""

    def __init__(self, parameters: Sequence[Tensor]) -> None:
        weight, bias = parameters
        self.weight, self.bias = weight.t().contiguous().numpy(), bias.contiguous().numpy()

    def forward(self, slots: np.ndarray, at: np.ndarray, ptr: np.ndarray, shares: Shares) -> None:
        """States of the inner nodes, depth by depth, from the slots to the slots."""
        _forward(slots, at, ptr, self.weight, self.bias, shares)

    def backward(
        self,
        slots: np.ndarray,
        at: np.ndarray,
        ptr: np.ndarray,
        shares: Shares,
        g: np.ndarray,
        accumulate: bool,
        inputs: bool,
        weights: bool,
    ) -> tuple[np.ndarray, ...]:
        """Gradients of all slots from those of the roots; the weights' and the bias's.

        Args:
            slots: States and inputs.
            at: Slots of the inner nodes' states.
            ptr: Borders of the depths in ``at``.
            shares: What parents see of the states.
            g: Gradients of the slots, written.
            accumulate: Add to what ``g`` holds; else only the roots' slots hold something.
            inputs: Whether the gradients of the u's are wanted, too: half as much again.
            weights: Whether the parameters' gradients are wanted.
        """
        wanted = self.weight if inputs else self.weight[: 2 * len(self.bias)]
        d_states = _backward(slots, at, ptr, wanted, shares, g, accumulate)
        return _weight_gradients(slots, d_states) if weights else ()

    def parameter_gradients(self, totals: Sequence[np.ndarray]) -> list[Tensor]:
        """Gradients of the parameters from the sums of what :meth:`backward` gave."""
        return list(map(torch.from_numpy, totals))


@compiled(error_model="numpy")
def _forward(
    slots: np.ndarray,
    at: np.ndarray,
    ptr: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray,
    shares: Shares,
) -> None:
    inputs = slots[: 3 * len(at)].reshape(len(at), len(weight))
    states = np.empty((np.diff(ptr).max(), len(bias)), slots.dtype)
    zero = slots.dtype.type(0)
    for depth in range(len(ptr) - 2, -1, -1):
        first, last = ptr[depth], ptr[depth + 1]
        np.dot(inputs[first:last], weight, states[: last - first])
        for k in range(first, last):
            state, slot = states[k - first], shares.states[at[k]]
            for j in range(len(bias)):
                value = state[j] + bias[j]
                # Written so that a NaN stays one.
                slot[j] = zero if value < zero else value
            show(shares, at[k], slots)


@compiled(error_model="numpy")
def _backward(
    slots: np.ndarray,
    at: np.ndarray,
    ptr: np.ndarray,
    weight: np.ndarray,
    shares: Shares,
    g: np.ndarray,
    accumulate: bool,
) -> np.ndarray:
    """Gradients of the slots that ``weight`` reaches, and of the arguments of the states' ReLU."""
    g_inputs = g[: 3 * len(at)].reshape(len(at), 3 * slots.shape[1])
    d_states = np.empty((len(at), slots.shape[1]), slots.dtype)
    zero = slots.dtype.type(0)
    for depth in range(len(ptr) - 1):
        first, last = ptr[depth], ptr[depth + 1]
        for k in range(first, last):
            show_backward(shares, at[k], g)
            gradient, slot, d_state = g[at[k]], shares.states[at[k]], d_states[k]
            for j in range(len(d_state)):
                value = gradient[j]
                d_state[j] = zero if slot[j] <= zero else value
        if not accumulate and len(weight) == g_inputs.shape[1]:
            np.dot(d_states[first:last], weight.T, g_inputs[first:last])
            continue
        through = np.dot(d_states[first:last], weight.T)
        for k in range(first, last):
            gradient, more = g_inputs[k], through[k - first]
            for j in range(len(more)):
                gradient[j] = gradient[j] + more[j] if accumulate else more[j]
    return d_states


@compiled(error_model="numpy")
def _weight_gradients(slots: np.ndarray, d_states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    num_inner, size = d_states.shape
    inputs = slots[: 3 * num_inner].reshape(num_inner, 3 * size)
    return np.dot(d_states.T, inputs), d_states.sum(0)
