"""Parameters with every block of hidden units filled up with zeros to a multiple of 8."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import pad

_MULTIPLE = 8


def padded_size(hidden: int) -> int:
    """The next multiple of 8."""
    return -(-hidden // _MULTIPLE) * _MULTIPLE


def pad_vector(vector: Tensor, hidden: int) -> Tensor:
    """A bias of one or more blocks, or rows of one block, filled up."""
    blocks = vector.reshape(-1, hidden)
    return pad(blocks, (0, padded_size(hidden) - hidden)).reshape(*vector.shape[:-1], -1)


def cut_vector(vector: Tensor, hidden: int) -> Tensor:
    """The reverse of :func:`pad_vector`."""
    return vector.reshape(-1, padded_size(hidden))[:, :hidden].reshape(*vector.shape[:-1], -1)


def pad_weight(weight: Tensor, hidden: int) -> Tensor:
    """A layer's weight, transposed (inputs first) and filled up in both directions."""
    return pad_vector(pad_vector(weight, hidden).t(), hidden)


def cut_weight(weight: Tensor, hidden: int) -> Tensor:
    """The reverse of :func:`pad_weight`."""
    return cut_vector(cut_vector(weight, hidden).t(), hidden)
