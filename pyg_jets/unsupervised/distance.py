"""How far an embedding is from those of the training jets."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Module

_KEPT = 1e-4
"""Directions with less than this share of the largest variance are left out: they are rounding."""


class Distance(Module):
    r"""Mean square of an embedding's coordinates along the principal axes, in standard deviations.

    .. math::
        d^2(h) = \frac1k \sum_{a=1}^k \frac{(v_a \cdot (h - \bar h))^2}{\lambda_a}

    with the eigenvalues :math:`\lambda_a` of the training jets' covariance: the Mahalanobis
    distance over the number of directions, of mean 1 on the training jets. Embeddings learnt by
    contrast fill few directions, the others are left out.

    Args:
        channels: Size of an embedding.

    Shapes:
        - **embedding:** ``(num_jets, channels)``; **output:** ``(num_jets, 1)``, as of a head
    """

    mean: Tensor
    axes: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(channels, dtype=torch.float64))
        self.register_buffer("axes", torch.zeros(channels, channels, dtype=torch.float64))

    def fit(self, embeddings: Tensor) -> None:
        """Take mean and covariance from embeddings ``(num_jets, channels)``.

        Raises:
            ValueError: If there are fewer than two jets.
        """
        if len(embeddings) < 2:
            raise ValueError(f"a covariance needs at least two jets (got {len(embeddings)})")
        h = embeddings.double()
        mean = h.mean(0)
        variance, axes = torch.linalg.eigh((h - mean).t() @ (h - mean) / len(h))
        kept = variance > _KEPT * variance.max()
        scale = torch.where(kept, (variance * kept.sum()).clamp(min=1e-300).rsqrt(), 0.0)
        self.mean.copy_(mean)
        self.axes.copy_(axes * scale)

    @property
    def directions(self) -> int:
        """Number of directions that count."""
        return int((self.axes != 0).any(0).sum())

    def forward(self, embedding: Tensor) -> Tensor:
        """The distance of each jet."""
        coordinates = (embedding.double() - self.mean) @ self.axes
        return coordinates.square().sum(1, keepdim=True)
