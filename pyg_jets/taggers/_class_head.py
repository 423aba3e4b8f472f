"""Heads that score several classes, of which two are compared."""

from __future__ import annotations

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


def class_head(
    in_channels: int, dense_channels: int, num_classes: int, signal: int, background: int
) -> Sequential:
    """Dense, ReLU, dropout of 0.1, a score for each class, and the log odds of two.

    Raises:
        ValueError: If the two classes are one, or are not there.
    """
    check_classes(num_classes, signal, background)
    return Sequential(
        Linear(in_channels, dense_channels),
        ReLU(),
        Dropout(0.1),
        Linear(dense_channels, num_classes),
        LogOdds(signal, background),
    )


def check_classes(num_classes: int, signal: int, background: int) -> None:
    """Refuse two classes that are one, or are not there.

    Raises:
        ValueError: If they are not two of the classes.
    """
    if signal == background or not {signal, background} <= set(range(num_classes)):
        raise ValueError(
            f"'signal' and 'background' must be two of the classes 0 to {num_classes - 1} "
            f"(got {signal} and {background})"
        )
