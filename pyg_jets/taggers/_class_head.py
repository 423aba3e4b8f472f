"""Heads that score several classes, of which two are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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


class AgainstRest(Module):
    r"""The log odds of one class, :math:`\ln p_k - \ln(1 - p_k)`, from the scores of all classes.

    It is :math:`s_k - \ln \sum_{j \ne k} e^{s_j}`: no probability is formed that could round to 1.

    Args:
        number: Of the class k.

    Shapes:
        - **scores:** ``(num_jets, num_classes)``; **output:** ``(num_jets, 1)``
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def forward(self, scores: Tensor) -> Tensor:
        """The log odds."""
        k = self.number
        rest = torch.cat((scores[:, :k], scores[:, k + 1 :]), 1)
        return scores[:, k, None] - rest.logsumexp(1, keepdim=True)

    def extra_repr(self) -> str:
        """The class."""
        return f"number={self.number}"


class Chosen(Module):
    """The scores of some classes, in the order in which they are given.

    Args:
        numbers: Of the classes.

    Shapes:
        - **scores:** ``(num_jets, num_classes)``; **output:** ``(num_jets, len(numbers))``
    """

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self.numbers = list(numbers)

    def forward(self, scores: Tensor) -> Tensor:
        """Those of the chosen ones."""
        return scores[:, self.numbers]

    def extra_repr(self) -> str:
        """The classes."""
        return f"numbers={self.numbers}"


class Negated(Module):
    """The logit of the background, where there is one logit, of the signal."""

    def forward(self, logit: Tensor) -> Tensor:
        """With the other sign."""
        return -logit


class NumberOf(Module):
    """A number per jet that a function makes of a tagger's output.

    Args:
        function: Takes ``(num_jets,)`` of a tagger with one logit, else ``(num_jets,
            num_classes)``; gives ``(num_jets,)``.

    Raises:
        ValueError: If it gives something else.
    """

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, output: Tensor) -> Tensor:
        """The numbers ``(num_jets, 1)``."""
        number = self.function(output.squeeze(-1) if output.shape[1] == 1 else output)
        if not isinstance(number, Tensor) or number.shape != output.shape[:1]:
            got = tuple(number.shape) if isinstance(number, Tensor) else type(number).__name__
            raise ValueError(f"'target' must give one number per jet, ({len(output)},) (got {got})")
        return number[:, None]


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
    in_channels: int,
    dense_channels: int,
    num_classes: int | None,
    signal: int | None = None,
    background: int | None = None,
) -> Sequential:
    """Dense, ReLU, dropout of 0.1, a score for each class, and the log odds of two if given.

    Not told how many classes, there are two and the logit of the second.

    Raises:
        ValueError: If the two classes are one, or are not there.
    """
    return Sequential(
        Linear(in_channels, dense_channels),
        ReLU(),
        Dropout(0.1),
        Linear(dense_channels, num_classes or 2),
        *odds_of_two(num_classes, signal, background),
    )


def odds_of_two(
    num_classes: int | None, signal: int | None, background: int | None
) -> list[LogOdds]:
    """The layer behind the scores that leaves one logit; none if all scores are to stay.

    Args:
        num_classes: How many scores; None: two, with the logit of the second.
        signal: Of classes the signal.
        background: Of classes the background.

    Raises:
        ValueError: If the two classes are one, are not there, or one alone is given.
    """
    if signal is None and background is None:
        return [LogOdds(1, 0)] if num_classes is None else []
    if signal is None or background is None:
        raise ValueError(
            "'signal' and 'background' must be given both, or neither for the scores of all "
            f"classes (got {signal} and {background})"
        )
    return [LogOdds(*check_classes((signal, background), num_classes or 2))]
