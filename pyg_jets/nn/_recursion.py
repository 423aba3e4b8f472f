"""A recursion over a forest with a backward pass of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numba
import numpy as np
import torch
from torch import Tensor
from torch.func import functional_call
from torch.nn import Module

from pyg_jets.nn._buffers import Buffers
from pyg_jets.nn._gated_recursion import GatedRecursion
from pyg_jets.nn._padding import cut_vector, pad_vector, padded_size
from pyg_jets.nn._simple_recursion import SimpleRecursion
from pyg_jets.nn.cells import GatedCell, SimpleCell
from pyg_jets.nn.forest import Forest

RECURSIONS: dict[type[Module], type[SimpleRecursion | GatedRecursion]] = {
    SimpleCell: SimpleRecursion,
    GatedCell: GatedRecursion,
}


class Recursion(torch.autograd.Function):
    """The plain recursion of :class:`pyg_jets.nn.RecNNConv`, several times faster.

    What pays: the children of one depth are one matrix; the inputs' part of all products is taken
    out of the recursion; what stands between the products runs in place; a weight's gradient is
    one product over all nodes; sizes are padded to a multiple of 8 (padded units stay 0). It runs
    on the CPU in float32 or float64, bit for bit reproducible for a given number of threads. A
    second derivative goes through the plain recursion.
    """

    @staticmethod
    def forward(
        ctx: Any,
        conv: Any,
        edge_index: Tensor,
        forest: Forest,
        roots: bool,
        x: Tensor,
        gate: Tensor | None,
        *parameters: Tensor,
    ) -> Tensor:
        """States of all nodes, or of the roots alone."""
        weight_u, bias_u, *of_cell = parameters
        hidden, size, dtype = len(bias_u), padded_size(len(bias_u)), weight_u.dtype
        buffers = Buffers(dtype)
        h = buffers.take(len(forest.order), size)
        u_inner = buffers.take(len(forest.inner), size)
        w_u, b_u = pad_vector(weight_u.t(), hidden), pad_vector(bias_u, hidden)
        arrays = (x.contiguous(), forest.order, forest.inner, w_u, b_u, h, u_inner)
        _embed(*(array.detach().numpy() for array in arrays))
        u, gates = h, h.new_empty(0, size)
        if gate is not None and not _is_zero(gate):
            gates = pad_vector(gate.index_select(0, forest.order), hidden)
            u, h = h, h + gates
        cell = RECURSIONS[type(conv.cell)](
            u_inner, h, forest.inner, gates, of_cell, hidden, buffers
        )
        with _without_denormals():
            for first, last in reversed(forest.depths):
                cell.forward(first, last, _children(h, forest, first, last))
        ctx.save_for_backward(x, gate, *parameters)
        ctx.run = (conv, edge_index, forest, roots)
        ctx.kept = (w_u, u, u_inner, h, cell, buffers, buffers.used)
        if roots:
            return h[: forest.num_roots, :hidden].clone()
        return _node_by_node(h, forest, hidden)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """Gradients of the input, the gate and the parameters."""
        if torch.is_grad_enabled():
            return (None, None, None, None, *_plain_gradients(ctx, gradient))
        with _without_denormals():
            return (None, None, None, None, *_gradients(ctx, gradient))


def _gradients(ctx: Any, gradient: Tensor) -> list[Tensor | None]:
    _, _, forest, roots = ctx.run
    w_u, u, u_inner, h, cell, buffers, buffers.used = ctx.kept
    hidden = gradient.shape[1]
    g = buffers.take(*h.shape)
    if roots:
        g[: forest.num_roots] = pad_vector(gradient, hidden)
    else:
        torch.index_select(pad_vector(gradient, hidden), 0, forest.order, out=g)
    cell.start_backward()
    for first, last in forest.depths:
        around = (_children(h, forest, first, last), _children(g, forest, first, last))
        cell.backward(first, last, g, *around, beta=int(not roots))
    needs_x, needs_gate, *needs_parameter = ctx.needs_input_grad[4:]
    d_x = d_gate = None
    d_parameters: list[Tensor | None] = [None] * len(needs_parameter)
    if needs_gate:
        d_gate = _node_by_node(g, forest, hidden)
    if needs_x or any(needs_parameter):
        d_u = cell.input_gradient().numpy()
        _into_inputs(d_u, u_inner.numpy(), forest.inner.numpy(), u.numpy(), g.numpy())
    if needs_x:
        d_x = (g @ w_u.t()).index_select(0, forest.rows)
    if any(needs_parameter):
        x_rows = ctx.saved_tensors[0].index_select(0, forest.order)
        d_weight = cut_vector(x_rows.t() @ g, hidden).t()
        of_cell = cell.parameter_gradients(_children(h, forest, 0, len(u_inner)))
        d_parameters = [d_weight, cut_vector(g.new_ones(len(g)) @ g, hidden), *of_cell]
    return [d_x, d_gate, *d_parameters]


def _is_zero(gate: Tensor) -> bool:
    """Whether it is one zero, expanded: a gate that is there only for its gradient."""
    return gate.stride() == (0, 0) and not gate[:1, :1].any()


def _node_by_node(rows: Tensor, forest: Forest, hidden: int) -> Tensor:
    """Rows in the order of the nodes, without their padding."""
    nodes = torch.empty_like(rows)
    _scatter(rows.numpy(), forest.order.numpy(), nodes.numpy())
    return nodes[:, :hidden]


@contextlib.contextmanager
def _without_denormals() -> Iterator[None]:
    """Numbers next to nothing are 0: with them the products take ten times as long.

    They are there whenever a gate is shut. The switch is the calling thread's own.
    """
    was_on = float(torch.full((), 1e-40) * 0.5) == 0
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(was_on)


def _children(rows: Tensor, forest: Forest, first: int, last: int) -> Tensor:
    """Both children's rows of inner nodes ``first .. last - 1``, side by side."""
    start = forest.num_roots
    return rows[start + 2 * first : start + 2 * last].view(last - first, 2 * rows.shape[1])


def _plain_gradients(ctx: Any, gradient: Tensor) -> list[Tensor | None]:
    """The same by autograd, to be differentiated again."""
    conv, edge_index, _, roots = ctx.run
    x, gate, *parameters = inputs = ctx.saved_tensors
    names = [name for name, _ in conv.named_parameters()]
    options = {"gate": gate, "roots": roots, "plain": True}
    states = functional_call(
        conv, dict(zip(names, parameters, strict=True)), (x, edge_index), options
    )
    wanted = [k for k, needed in enumerate(ctx.needs_input_grad[4:]) if needed]
    found = torch.autograd.grad(
        states, [inputs[k] for k in wanted], gradient, create_graph=True, allow_unused=True
    )
    gradients: list[Tensor | None] = [None] * len(inputs)
    for k, value in zip(wanted, found, strict=True):
        gradients[k] = value
    return gradients


@numba.njit(cache=True, nogil=True)
def _scatter(rows: np.ndarray, order: np.ndarray, nodes: np.ndarray) -> None:
    """Each row to its node."""
    for row in range(len(rows)):
        node = order[row]
        for j in range(rows.shape[1]):
            nodes[node, j] = rows[row, j]


@numba.njit(cache=True, nogil=True, fastmath={"contract"})
def _embed(
    x: np.ndarray,
    order: np.ndarray,
    inner: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray,
    h: np.ndarray,
    u_inner: np.ndarray,
) -> None:
    """ReLU(x W + b): of the leaves into their rows of h, of the inner nodes into u_inner.

    Seven features at a time: with so few, a matrix product spends its time on copying.
    """
    zero, size, features = weight.dtype.type(0), len(bias), x.shape[1]
    whole = features // 7 * 7
    k, u = 0, np.empty(size, weight.dtype)
    for row in range(len(order)):
        node = order[row]
        for j in range(size):
            u[j] = bias[j]
        for i in range(0, whole, 7):
            a, b, c, d = x[node, i], x[node, i + 1], x[node, i + 2], x[node, i + 3]
            e, f, g = x[node, i + 4], x[node, i + 5], x[node, i + 6]
            for j in range(size):
                four = a * weight[i, j] + b * weight[i + 1, j]
                four += c * weight[i + 2, j] + d * weight[i + 3, j]
                three = e * weight[i + 4, j] + f * weight[i + 5, j] + g * weight[i + 6, j]
                u[j] += four + three
        for i in range(whole, features):
            for j in range(size):
                u[j] += x[node, i] * weight[i, j]
        if k < len(inner) and inner[k] == row:
            for j in range(size):
                u_inner[k, j] = zero if u[j] < zero else u[j]
            k += 1
        else:
            for j in range(size):
                h[row, j] = zero if u[j] < zero else u[j]


@numba.njit(cache=True, nogil=True)
def _into_inputs(
    d_u: np.ndarray, u_inner: np.ndarray, inner: np.ndarray, u: np.ndarray, g: np.ndarray
) -> None:
    """Turn the gradient of all rows' states into that of the arguments of their u's ReLU."""
    zero = g.dtype.type(0)
    k = 0
    for row in range(len(g)):
        if k < len(inner) and inner[k] == row:
            for j in range(g.shape[1]):
                g[row, j] = zero if u_inner[k, j] <= zero else d_u[k, j]
            k += 1
        else:
            for j in range(g.shape[1]):
                g[row, j] = zero if u[row, j] <= zero else g[row, j]
