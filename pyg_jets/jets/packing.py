"""Ragged arrays as one flat array and its borders ``ptr``: picking and joining jets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import torch
from torch import Tensor

JetIndex: TypeAlias = Any
"""What picks jets: an integer, a slice, a boolean mask or a list of positions."""


def packed_rows(ptr: Tensor, jets: Tensor) -> tuple[Tensor, Tensor]:
    """Rows of the jets ``jets`` in an array packed by ``ptr``, and the borders of the selection.

    Shapes:
        - **ptr:** ``(num_jets + 1,)``; **jets:** ``(k,)`` positions
        - **output:** ``(num_selected_rows,)`` and ``(k + 1,)``

    Example:
        >>> packed_rows(torch.tensor([0, 2, 3, 6]), torch.tensor([2, 0]))
        (tensor([3, 4, 5, 0, 1]), tensor([0, 3, 5]))
    """
    counts = ptr[jets + 1] - ptr[jets]
    new_ptr = borders(counts)
    shift = torch.repeat_interleave(ptr[jets] - new_ptr[:-1], counts)
    return torch.arange(len(shift)) + shift, new_ptr


def borders(counts: Tensor) -> Tensor:
    """Borders ``(n + 1,)`` of blocks with ``counts (n,)`` rows."""
    return torch.cat((counts.new_zeros(1), counts.cumsum(0)))


def join_ptr(ptrs: Sequence[Tensor]) -> Tensor:
    """Borders of packed arrays put one behind the other."""
    return borders(torch.cat([ptr.diff() for ptr in ptrs]))


def jet_positions(index: JetIndex, num_jets: int) -> Tensor:
    """Turn an integer, slice, boolean mask or list of positions into positions ``(k,)``.

    The ends of a slice may be shares of the jets, as in ``jets[:0.8]``.

    Raises:
        IndexError: If a position lies outside, or a mask has another length than there are jets.
    """
    if isinstance(index, slice):
        # As PyG's data sets have it, a float is a share of the jets.
        start, stop = (
            round(end * num_jets) if isinstance(end, float) else end
            for end in (index.start, index.stop)
        )
        return torch.tensor(range(num_jets)[start : stop : index.step], dtype=torch.int64)
    positions = torch.as_tensor(index)
    if positions.dtype == torch.bool:
        if positions.shape != (num_jets,):
            raise IndexError(
                f"a mask over {num_jets} jets must have shape ({num_jets},) "
                f"(got {tuple(positions.shape)})"
            )
        return positions.nonzero().flatten()
    if positions.is_floating_point() and positions.numel():
        raise IndexError(f"jets are picked by integers, slices or masks (got {positions.dtype})")
    positions = positions.reshape(-1).to(torch.int64)
    outside = positions[(positions < -num_jets) | (positions >= num_jets)]
    if len(outside):
        raise IndexError(f"jet {int(outside[0])} does not exist: there are {num_jets} jets")
    return torch.where(positions < 0, positions + num_jets, positions)
