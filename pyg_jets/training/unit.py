"""Embeddings in units of their spread, and a head that does the same by itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import Linear

from pyg_jets.taggers import Tagger

_ALIVE = 1e-3
"""A channel whose spread is below this share of the largest one is dead, and counts as 0."""


class Unit(NamedTuple):
    r"""Mean and spread of each channel: :math:`h \mapsto (h - \bar h) / \sigma`, 0 if it is dead.

    Shapes:
        - **mean**, **scale:** ``(hidden_channels,)``; **scale** is :math:`1 / \sigma`, 0 if dead
    """

    mean: Tensor
    scale: Tensor

    @classmethod
    def of(cls, embedding: Tensor) -> Unit:
        """Those of some jets.

        Args:
            embedding: ``(num_jets, hidden_channels)``.
        """
        values = embedding.double()
        spread = values.std(0, unbiased=False)
        alive = spread > _ALIVE * spread.max()
        return cls(values.mean(0), torch.where(alive, 1 / spread.clamp(min=1e-300), 0.0))

    def __call__(self, embedding: Tensor) -> Tensor:
        """Embeddings in these units, of the same shape."""
        return ((embedding.double() - self.mean) * self.scale).to(embedding.dtype)

    def check(self, tagger: Tagger) -> None:
        """Refuse a head that cannot hold the units.

        Raises:
            ValueError: If its first layer is no dense one.
        """
        first = next(iter(tagger.head.children()), tagger.head)
        if not isinstance(first, Linear):
            raise ValueError(
                "a head on a standardised embedding must begin with a dense layer, which then "
                f"holds the units (got {type(first).__name__}): leave 'standardised' out"
            )

    def into(self, tagger: Tagger) -> None:
        """Make a head for embeddings in these units one for embeddings as they are.

        Args:
            tagger: Its head is changed in place.
        """
        first: Any = next(iter(tagger.head.children()))
        with torch.no_grad():
            scale, mean = (part.to(first.weight.device) for part in (self.scale, self.mean))
            weight = first.weight.double() * scale
            first.bias.copy_(first.bias.double() - weight @ mean)
            first.weight.copy_(weight)
