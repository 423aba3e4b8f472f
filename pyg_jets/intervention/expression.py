"""Expressions of observables: what they say, and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from pyg_jets.metrics import Floats, float64_array

Token: TypeAlias = str | float
"""A function, an observable, or a constant."""

FUNCTIONS: dict[str, tuple[int, str, Callable[..., Any]]] = {
    "add": (2, "({} + {})", np.add),
    "sub": (2, "({} - {})", np.subtract),
    "mul": (2, "{} * {}", np.multiply),
    "max": (2, "max({}, {})", np.maximum),
    "min": (2, "min({}, {})", np.minimum),
    "abs": (1, "abs({})", np.abs),
    "sqrt": (1, "sqrt(abs({}))", lambda values: np.sqrt(np.abs(values))),
}
"""By name: how many arguments, how it is written, what it does. All are defined everywhere."""


@dataclass(frozen=True)
class Expression:
    r"""An expression of observables that are measured from their means in standard deviations.

    .. math::
        f = a + b \; g\big((x_1 - \mu_1) / \sigma_1, \ldots\big)

    Attributes:
        tokens: g, functions before their arguments, observables by name.
        offset: a.
        slope: b.
        units: By name of the observable :math:`\mu` and :math:`\sigma`.
    """

    tokens: tuple[Token, ...]
    offset: float
    slope: float
    units: dict[str, tuple[float, float]]

    @property
    def names(self) -> list[str]:
        """The observables that it reads, each once."""
        found = (token for token in self.tokens if isinstance(token, str))
        return list(dict.fromkeys(name for name in found if name not in FUNCTIONS))

    @property
    def length(self) -> int:
        """Functions, observables and constants of g, each as often as it comes."""
        return len(self.tokens)

    def __str__(self) -> str:
        """As one writes it; names stand for observables in standard deviations from their means."""
        inner = _written(iter(self.tokens))
        sign = "-" if self.slope < 0 else "+"
        return f"{self.offset:.3g} {sign} {abs(self.slope):.3g} * {inner}"

    def __call__(self, observables: Mapping[str, Any]) -> Floats:
        """Its number for every jet.

        Args:
            observables: By name, as they are; more than it reads are of no matter.

        Shapes:
            - each observable, and the output: ``(num_jets,)``

        Raises:
            ValueError: If one that it reads is missing.
        """
        if missing := [name for name in self.names if name not in observables]:
            raise ValueError(
                f"'observables' must hold {', '.join(self.names)} (got none named "
                f"{', '.join(missing)})"
            )
        scaled = {
            name: (float64_array(observables[name]) - self.units[name][0]) / self.units[name][1]
            for name in self.names
        }
        found: Floats = self.offset + self.slope * _computed(iter(self.tokens), scaled)
        jets = float64_array(next(iter(observables.values()))).shape
        return np.broadcast_to(found, jets).copy()


def _written(tokens: Iterator[Token]) -> str:
    token = next(tokens)
    if not isinstance(token, str):
        return f"{token:.3g}"
    if token not in FUNCTIONS:
        return token
    number, form, _ = FUNCTIONS[token]
    return form.format(*(_written(tokens) for _ in range(number)))


def _computed(tokens: Iterator[Token], scaled: Mapping[str, Floats]) -> Any:
    token = next(tokens)
    if not isinstance(token, str):
        return token
    if token not in FUNCTIONS:
        return scaled[token]
    number, _, function = FUNCTIONS[token]
    return function(*[_computed(tokens, scaled) for _ in range(number)])
