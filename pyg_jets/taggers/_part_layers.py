"""The layers of the Particle Transformer around its blocks."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import GELU, LayerNorm, Linear, Module, Sequential

from pyg_jets.nn import RowBatchNorm, SetGroup
from pyg_jets.taggers._class_head import odds_of_two
from pyg_jets.transforms.features import PAIR_FEATURES


def both_ways(group: SetGroup, values: Tensor, slots: Tensor) -> Tensor:
    """Values of pairs between two slots of one set, ``(num_sets, channels, size, size)``."""
    size, channels = group.size, values.shape[1]
    bias = values.new_full((group.num_sets * size**2, channels), _lowest(values))
    for query, key in (slots, slots.flip(0)):
        # A slot's number is its set's times the size plus the place there.
        bias = bias.index_copy(0, query * size + key % size, values)
    by_channel: Tensor = bias.view(-1, size, size, channels).permute(0, 3, 1, 2)
    return by_channel.contiguous()


def _lowest(like: Tensor) -> float:
    """A number that leaves no attention; with infinity a row of padding would be no number."""
    return torch.finfo(like.dtype).min


def part_head(
    channels: int, num_classes: int | None, signal: int | None, background: int | None
) -> Sequential:
    """One product: the logit, or scores of several classes and the log odds of two if given.

    Raises:
        ValueError: If the two classes are not among the scores.
    """
    if num_classes is None:
        return Sequential(Linear(channels, 1))
    odds = odds_of_two(num_classes, signal, background)
    return Sequential(Linear(channels, num_classes), *odds)


def particle_embedding(size: int, channels: int) -> Sequential:
    """Dense layers on each particle, one, four and one times as wide as its state."""
    layers: list[Module] = [RowBatchNorm(size)]
    for after in (channels, 4 * channels, channels):
        layers += LayerNorm(size), Linear(size, after), GELU()
        size = after
    return Sequential(*layers)


def pair_embedding(channels: list[int], activation: bool) -> Sequential:
    """Dense layers on each pair; an activation ends them or not."""
    layers: list[Module] = [RowBatchNorm(len(PAIR_FEATURES))]
    size = len(PAIR_FEATURES)
    for after in channels:
        layers += Linear(size, after), RowBatchNorm(after), GELU()
        size = after
    return Sequential(*(layers if activation else layers[:-1]))
