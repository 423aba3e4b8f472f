"""The inputs' layer of a recursion over one block of trees, as products over all its slots."""

from __future__ import annotations

import numpy as np

from pyg_jets.jobs.compiled import compiled


@compiled(error_model="numpy")
def in_slots(x: np.ndarray, order: np.ndarray, at: np.ndarray, num_slots: int) -> np.ndarray:
    """Inputs [x; 1] in their slots, zeros in the others.

    Shapes:
        - **x:** ``(num_nodes, in_channels)``; **order**, **at:** ``(rows,)`` nodes and their slots
        - **output:** ``(num_slots, in_channels + 1)``
    """
    features = x.shape[1]
    inputs = np.zeros((num_slots, features + 1), x.dtype)
    for row in range(len(at)):
        slot, node = inputs[at[row]], x[order[row]]
        for i in range(features):
            slot[i] = node[i]
        slot[features] = 1
    return inputs


@compiled(error_model="numpy")
def embed(inputs: np.ndarray, weight: np.ndarray, slots: np.ndarray) -> None:
    """States u = ReLU([x; 1] W) into the slots; the others hold nothing yet."""
    np.dot(inputs, weight, slots)
    values, zero = slots.reshape(-1), slots.dtype.type(0)
    for k in range(len(values)):
        # Written so that a NaN stays one.
        values[k] = zero if values[k] < zero else values[k]


@compiled(error_model="numpy")
def into_arguments(slots: np.ndarray, g: np.ndarray) -> None:
    """Turn the gradients of the u's, in ``g``, into those of the arguments of their ReLU."""
    gradients, values, zero = g.reshape(-1), slots.reshape(-1), g.dtype.type(0)
    for k in range(len(values)):
        gradient = gradients[k]
        gradients[k] = zero if values[k] <= zero else gradient


@compiled(error_model="numpy")
def embedding_gradient(inputs: np.ndarray, g: np.ndarray) -> np.ndarray:
    """The weight's gradient, from those of the arguments."""
    gradient: np.ndarray = np.dot(inputs.T, g)
    return gradient
