"""A recursion over a forest with a backward pass of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import torch
from torch import Tensor
from torch.func import functional_call
from torch.nn import Module

from pyg_jets.jobs.compiled import compiled
from pyg_jets.nn.cells import GatedCell, SimpleCell
from pyg_jets.nn.forest import Forest
from pyg_jets.nn.kernels.embedding import embed, embedding_gradient, in_slots, into_arguments
from pyg_jets.nn.kernels.gated_recursion import GatedRecursion
from pyg_jets.nn.kernels.shares import Shares, show_leaves, show_leaves_backward, whole
from pyg_jets.nn.kernels.simple_recursion import SimpleRecursion
from pyg_jets.nn.kernels.threads import in_threads

_DENORMAL = 1e-310

RECURSIONS: dict[type[Module], type[SimpleRecursion | GatedRecursion]] = {
    SimpleCell: SimpleRecursion,
    GatedCell: GatedRecursion,
}


Memory: TypeAlias = tuple[np.ndarray, np.ndarray, Shares, list[np.ndarray]]
"""Inputs in their slots, the slots, what parents see of states, and what a cell keeps besides."""


class Block(NamedTuple):
    """Some whole trees of a forest: see :class:`pyg_jets.nn.forest.Forest`."""

    order: np.ndarray
    state_slot: np.ndarray
    input_slot: np.ndarray
    inner_slot: np.ndarray
    ptr: np.ndarray
    roots: slice

    @property
    def leaf_slot(self) -> np.ndarray:
        """Slots of the leaves' states."""
        slots: np.ndarray = self.state_slot[self.state_slot == self.input_slot]
        return slots

    def memory(
        self, x: np.ndarray, share: np.ndarray | None, w_u: np.ndarray, kept: tuple[int, ...]
    ) -> Memory:
        """Inputs and their states u, and room for ``kept`` times as many numbers."""
        num_inner, size = len(self.inner_slot), w_u.shape[1]
        slots = np.empty((len(self.order) + num_inner, size), x.dtype)
        inputs = in_slots(x, self.order, self.input_slot, len(slots))
        embed(inputs, w_u, slots)
        shares = whole(slots)
        if share is not None:
            of = np.ones(len(slots), x.dtype)
            of[self.state_slot] = share[self.order]
            shares = Shares(slots.copy(), of, np.zeros_like(of))
            show_leaves(shares, self.leaf_slot, slots)
        return inputs, slots, shares, [np.empty((num_inner, m * size), x.dtype) for m in kept]


class Recursion(torch.autograd.Function):
    """The plain recursion of :class:`pyg_jets.nn.RecNNConv`, several times faster.

    What pays: blocks of trees that fit the cache; all that a cell reads lies side by side, so that
    a depth is one product on consecutive rows, and hands down a matrix of gradients of the same
    form; depths run in compiled loops; blocks run side by side on torch's threads. It runs on the
    CPU in float32 or float64, bit for bit the same for any number of threads. The gate is zero: it
    is there for its gradient. A second derivative goes through the plain recursion.
    """

    @staticmethod
    def forward(
        ctx: Any,
        conv: Any,
        edge_index: Tensor,
        forest: Forest,
        roots: bool,
        keep: bool,
        x: Tensor,
        gate: Tensor | None,
        share: Tensor | None,
        *parameters: Tensor,
    ) -> Tensor:
        """States of all nodes, or of the roots alone; ``keep`` what a backward pass needs.

        With a share of every node, which its parent sees of its state, it is of the roots alone.
        """
        weight_u, bias_u, *of_cell = (parameter.detach() for parameter in parameters)
        features = x.detach().contiguous().numpy()
        w_u = torch.cat((weight_u.t(), bias_u[None])).contiguous().numpy()
        seen = None if share is None else share.detach().contiguous().numpy()
        cell, blocks = RECURSIONS[type(conv.cell)](of_cell), list(_blocks(forest))
        out = x.new_empty(forest.num_roots if roots else len(x), len(bias_u))

        def run(block: Block) -> Memory | None:
            with _without_denormals():
                memory = block.memory(features, seen, w_u, cell.kept)
                _, slots, shares, kept = memory
                if len(block.inner_slot):
                    cell.forward(slots, block.inner_slot, block.ptr, shares, *kept)
            if roots:
                out.numpy()[block.roots] = slots[3 * len(block.inner_slot) :]
            else:
                _copy(slots, block.state_slot, out.numpy(), block.order)
            return memory if keep else None

        memories = in_threads(run, blocks)
        if keep:
            ctx.save_for_backward(x, gate, share, *parameters)
            ctx.run = (conv, edge_index, roots)
            ctx.kept = (w_u, blocks, memories, cell)
        return out

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """Gradients of the input, the gate and the parameters."""
        if torch.is_grad_enabled():
            return (None, None, None, None, None, *_plain_gradients(ctx, gradient))
        return (None, None, None, None, None, *_gradients(ctx, gradient))


def _blocks(forest: Forest) -> Iterator[Block]:
    arrays = (part.numpy() for part in forest)
    order, inner, state_slot, input_slot, row_ptr, inner_ptr, block_ptr = arrays
    for start, end in pairwise(block_ptr):
        rows, of_inner = slice(*row_ptr[[start, end]]), slice(*inner_ptr[[start, end]])
        # The last depth has no inner nodes.
        ptr = inner_ptr[start:end] - of_inner.start
        yield Block(
            order[rows],
            state_slot[rows],
            input_slot[rows],
            state_slot[inner[of_inner]],
            ptr,
            slice(rows.start - 2 * of_inner.start, rows.stop - 2 * of_inner.stop),
        )


def _gradients(ctx: Any, gradient: Tensor) -> list[Tensor | None]:
    w_u, blocks, memories, cell = ctx.kept
    x, gate, share = ctx.saved_tensors[:3]
    roots, needs = ctx.run[2], ctx.needs_input_grad[5:]
    weights, of_inputs = any(needs[3:]), any(needs[3:]) or needs[0]
    given = gradient.contiguous().numpy()
    gradients: list[Any] = [None] * len(needs)
    d_x = torch.empty_like(x, memory_format=torch.contiguous_format) if needs[0] else None
    d_gate = gradient.new_empty(gate.shape) if needs[1] else None
    d_share = gradient.new_empty(share.shape) if needs[2] else None

    def run(item: tuple[Block, Memory]) -> list[np.ndarray]:
        block, (inputs, slots, shares, kept) = item
        g, first_root = np.empty_like(slots), 3 * len(block.inner_slot)
        if roots:
            g[first_root:] = given[block.roots]
        else:
            g[:] = 0
            _copy(given, block.order, g, block.state_slot)
        with _without_denormals():
            of_cell = cell.backward(
                slots, block.inner_slot, block.ptr, shares, g, not roots, of_inputs, weights, *kept
            )
            if len(shares.of):
                show_leaves_backward(shares, block.leaf_slot, g)
            if d_share is not None:
                d_share.numpy()[block.order] = shares.d_of[block.state_slot]
            if d_gate is not None:
                _copy(g, block.state_slot, d_gate.numpy(), block.order)
            if of_inputs:
                into_arguments(shares.states, g)
            if d_x is not None:
                _copy(g @ w_u[:-1].T, block.input_slot, d_x.numpy(), block.order)
            if not weights:
                return []
            return [embedding_gradient(inputs, g), *of_cell]

    parts = in_threads(run, list(zip(blocks, memories, strict=True)))
    gradients[:3] = d_x, d_gate, d_share
    if weights and parts:
        # In the order of the blocks: the same sum for any number of threads.
        d_w_u, *of_cell = (sum(part[1:], start=part[0]) for part in zip(*parts, strict=True))
        d_w_u = torch.from_numpy(d_w_u)
        gradients[3:] = [d_w_u[:-1].t(), d_w_u[-1], *cell.parameter_gradients(of_cell)]
    return gradients


@compiled()
def _copy(source: np.ndarray, rows: np.ndarray, target: np.ndarray, to: np.ndarray) -> None:
    """Some rows to some others."""
    for k in range(len(rows)):
        here, there = source[rows[k]], target[to[k]]
        for j in range(len(here)):
            there[j] = here[j]


@contextlib.contextmanager
def _without_denormals() -> Iterator[None]:
    """Numbers next to nothing are 0: with them the products take ten times as long.

    They are there whenever a gate is shut. The switch is the calling thread's own.
    """
    was_on = _DENORMAL * 0.5 == 0
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(was_on)


def _plain_gradients(ctx: Any, gradient: Tensor) -> list[Tensor | None]:
    """The same by autograd, to be differentiated again."""
    conv, edge_index, roots = ctx.run
    x, gate, share, *parameters = inputs = ctx.saved_tensors
    names = [name for name, _ in conv.named_parameters()]
    weight = None if share is None else share[edge_index[0]]
    options = {"gate": gate, "edge_weight": weight, "roots": roots, "plain": True}
    states = functional_call(
        conv, dict(zip(names, parameters, strict=True)), (x, edge_index), options
    )
    wanted = [k for k, needed in enumerate(ctx.needs_input_grad[5:]) if needed]
    derivatives = torch.autograd.grad(
        states, [inputs[k] for k in wanted], gradient, create_graph=True, allow_unused=True
    )
    gradients: list[Tensor | None] = [None] * len(inputs)
    for k, value in zip(wanted, derivatives, strict=True):
        gradients[k] = value
    return gradients
