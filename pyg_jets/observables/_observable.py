"""What all observables share: what they take, sums over a jet, and the mark of IRC safety."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeAlias, TypeVar, cast

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.constituents import Constituents

P = ParamSpec("P")
ResultT_co = TypeVar("ResultT_co", covariant=True)
SafetyT = TypeVar("SafetyT", bool, Callable[[float, float], bool])
ROUNDING = 1e-12
"""Distances up to this may be rounding: no ratio is formed with what is made of them alone."""


class HasConstituents(Protocol):
    """Jets that know their particles, such as a ``JetTreeDataset``."""

    constituents: Constituents


Jets: TypeAlias = Constituents | HasConstituents
"""What every observable takes."""


class Observable(Protocol[P, ResultT_co, SafetyT]):
    """A function of jets that says whether soft and collinear emissions leave it alone."""

    irc_safe: SafetyT

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> ResultT_co:
        """The observable of each jet."""


def irc_safe(
    safe: SafetyT,
) -> Callable[[Callable[P, ResultT_co]], Observable[P, ResultT_co, SafetyT]]:
    """Mark an observable as infrared and collinear safe, or not.

    Args:
        safe: A verdict, or a function of the observable's parameters that gives it.

    Example:
        >>> @irc_safe(False)
        ... def hardest_pt(jets): ...
        >>> hardest_pt.irc_safe
        False
    """

    def mark(function: Callable[P, ResultT_co]) -> Observable[P, ResultT_co, SafetyT]:
        observable = cast("Observable[P, ResultT_co, SafetyT]", function)
        observable.irc_safe = safe
        return observable

    return mark


def constituents_of(jets: Jets) -> Constituents:
    """The particles of jets, whether clustered or not.

    Raises:
        TypeError: If ``jets`` is neither :class:`Constituents` nor has any.
    """
    found = jets if isinstance(jets, Constituents) else getattr(jets, "constituents", None)
    if not isinstance(found, Constituents):
        raise TypeError(
            f"'jets' must be Constituents or a JetTreeDataset (got {type(jets).__name__}); "
            f"pack arrays of momenta with Constituents.from_list"
        )
    return found


def packed_arrays(jets: Jets) -> tuple[np.ndarray, np.ndarray]:
    """Momenta ``(num_particles, 4)`` and borders ``(num_jets + 1,)`` of jets, for compiled loops.

    Raises:
        TypeError: If ``jets`` is neither :class:`Constituents` nor has any.
    """
    particles = constituents_of(jets)
    return particles.p4.contiguous().numpy(), particles.ptr.contiguous().numpy()


def check_positive(name: str, value: float) -> None:
    """Refuse a parameter that is not a positive number.

    Raises:
        ValueError: If it is not finite or not above 0.
    """
    if not 0 < value < math.inf:
        raise ValueError(f"'{name}' must be finite and positive (got {value})")


def ratio_or_zero(numerator: Tensor, denominator: Tensor, floor: float) -> Tensor:
    """Quotient where the denominator is above the floor, 0 elsewhere: never NaN for 0 / 0.

    Example:
        >>> ratio_or_zero(torch.tensor([1.0, 0.0]), torch.tensor([2.0, 0.0]), floor=0.0)
        tensor([0.5000, 0.0000])
    """
    defined = denominator > floor
    return torch.where(defined, numerator / denominator.where(defined, 1.0), 0.0)


def sum_per_jet(values: Tensor, ptr: Tensor) -> Tensor:
    """Sum packed rows within each jet, in their order: the same alone and in any sample.

    Shapes:
        - **values:** ``(num_particles, ...)``; **ptr:** ``(num_jets + 1,)``
        - **output:** ``(num_jets, ...)``

    Example:
        >>> sum_per_jet(torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0, 2, 3]))
        tensor([3., 4.])
    """
    return torch.segment_reduce(values, "sum", offsets=ptr, axis=0)
