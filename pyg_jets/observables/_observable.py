"""What all observables share: what they take, sums over a jet, and the mark of IRC safety."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeAlias, TypeVar, cast

import torch
from torch import Tensor

from pyg_jets.constituents import Constituents

P = ParamSpec("P")
ResultT_co = TypeVar("ResultT_co", covariant=True)
SafetyT = TypeVar("SafetyT", bool, Callable[[float, float], bool])


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
