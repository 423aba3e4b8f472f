"""Dense layers, as a part of a tagger or as its head."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch.nn import Linear, Module, ReLU, Sequential


def dense(sizes: Sequence[int], activation: type[Module] = ReLU) -> Sequential:
    """Layers from the first size to the last by way of the others, with activations in between.

    Args:
        sizes: Of the input and of all layers.
        activation: After each layer but the last.
    """
    layers: list[Module] = []
    for first, second in pairwise(sizes):
        layers += Linear(first, second), activation()
    return Sequential(*layers[:-1])
