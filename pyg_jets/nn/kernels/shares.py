"""What parents see of their children's states in a recursion over one block of trees."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pyg_jets.jobs.compiled import compiled


class Shares(NamedTuple):
    """Factors between a state and what is read of it.

    Without factors both are the same memory, and nothing is done.

    Attributes:
        states: ``(num_slots, H)`` the states themselves, in their slots.
        of: ``(num_slots,)`` a factor for every slot; empty if there are none.
        d_of: Written: their gradients.
    """

    states: np.ndarray
    of: np.ndarray
    d_of: np.ndarray


def whole(slots: np.ndarray) -> Shares:
    """Parents see states as they are."""
    nothing = np.empty(0, slots.dtype)
    return Shares(slots, nothing, nothing)


@compiled(error_model="numpy", inline="always")
def show(shares: Shares, slot: int, slots: np.ndarray) -> None:
    """Let the parent see its share of a state that is made."""
    if len(shares.of):
        share, state, seen = shares.of[slot], shares.states[slot], slots[slot]
        for j in range(len(state)):
            seen[j] = share * state[j]


@compiled(error_model="numpy", inline="always")
def show_backward(shares: Shares, slot: int, g: np.ndarray) -> None:
    """Turn the gradient of what is seen into that of the state, and find the factor's."""
    if len(shares.of):
        share, state, gradient = shares.of[slot], shares.states[slot], g[slot]
        total = g.dtype.type(0)
        for j in range(len(state)):
            total += gradient[j] * state[j]
            gradient[j] *= share
        shares.d_of[slot] = total


@compiled(error_model="numpy")
def show_leaves(shares: Shares, rows: np.ndarray, slots: np.ndarray) -> None:
    """The same as :func:`show` of some slots."""
    for k in range(len(rows)):
        show(shares, rows[k], slots)


@compiled(error_model="numpy")
def show_leaves_backward(shares: Shares, rows: np.ndarray, g: np.ndarray) -> None:
    """The same as :func:`show_backward` of some slots."""
    for k in range(len(rows)):
        show_backward(shares, rows[k], g)
