"""Heads that score several classes, of which two are compared."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import Dropout, Linear, Module, ReLU, Sequential


class LogOdds(Module):
    r"""One class against another, :math:`\ln p_s - \ln p_b`, from the scores of all classes.

    The logit of :math:`p_s / (p_s + p_b)`; the normalisation over all classes drops out.

    Args:
        signal: Number of the class s.
        background: Number of the class b.

    Shapes:
        - **scores:** ``(num_jets, num_classes)``; **output:** ``(num_jets, 1)``
    """

    def __init__(self, signal: int, background: int) -> None:
        super().__init__()
        self.signal, self.background = signal, background

    def forward(self, scores: Tensor) -> Tensor:
        """The log odds."""
        signal, background = self.signal, self.background
        return scores[:, signal, None] - scores[:, background, None]

    def extra_repr(self) -> str:
        """Both classes."""
        return f"signal={self.signal}, background={self.background}"


class Log(Module):
    """Logarithms of probabilities, of at least the smallest normal number."""

    def forward(self, probabilities: Tensor) -> Tensor:
        """Of every class."""
        return probabilities.clamp(min=torch.finfo(probabilities.dtype).tiny).log()


class Logit(Module):
    r"""The logit :math:`\ln p - \ln(1 - p)` of a probability; finite where it is 0 or 1."""

    def forward(self, probability: Tensor) -> Tensor:
        """Of the signal."""
        return probability.logit(eps=torch.finfo(probability.dtype).eps)


def check_classes(target: tuple[int, int], num_classes: int) -> tuple[int, int]:
    """Signal and background, two of the classes.

    Raises:
        ValueError: If the two classes are one, or are not there.
    """
    signal, background = target
    if signal == background or not {signal, background} <= set(range(num_classes)):
        raise ValueError(
            f"'signal' and 'background' must be two of the classes 0 to {num_classes - 1} "
            f"(got {signal} and {background})"
        )
    return signal, background


def class_head(
    in_channels: int, dense_channels: int, num_classes: int, signal: int, background: int
) -> Sequential:
    """Dense, ReLU, dropout of 0.1, a score for each class, and the log odds of two.

    Raises:
        ValueError: If the two classes are one, or are not there.
    """
    check_classes((signal, background), num_classes)
    return Sequential(
        Linear(in_channels, dense_channels),
        ReLU(),
        Dropout(0.1),
        Linear(dense_channels, num_classes),
        LogOdds(signal, background),
    )
