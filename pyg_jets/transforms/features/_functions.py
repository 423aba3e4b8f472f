"""What expressions may do with columns: numpy's meaning, torch's derivatives."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from pyg_jets.transforms._one_or_many import sum_per_jet


@dataclass(frozen=True)
class Value:
    """Numbers of rows or of jets, or a single one.

    Shapes:
        - **numbers:** ``(num_rows,)``, ``(num_jets,)`` or ``()``
    """

    numbers: Tensor
    of: str = "number"
    """``"rows"``, ``"jets"`` or ``"number"``."""


class Jets:
    """Which row belongs to which jet.

    Args:
        jet: The jet of each row.
        num_jets: Number of jets.
        whole: Whether the rows are all constituents, so that sums over them are of the jets.
    """

    def __init__(self, jet: Tensor, num_jets: int, whole: bool) -> None:
        self.jet, self.num_jets, self.whole = jet, num_jets, whole

    def applied(self, function: Callable[..., Tensor], values: Sequence[Value]) -> Value:
        """A function of values; those of jets count for each row where there are rows too."""
        kinds = {value.of for value in values}
        kind = next((name for name in ("rows", "jets") if name in kinds), "number")
        numbers = [self.on_rows(value) if kind == "rows" else value.numbers for value in values]
        return Value(function(*(tensor.to(self.jet.device) for tensor in numbers)), kind)

    def on_rows(self, value: Value) -> Tensor:
        """Numbers of rows, or what broadcasts to them."""
        return value.numbers[self.jet] if value.of == "jets" else value.numbers

    def over(self, name: str, value: Value) -> Value:
        """A sum over the rows of each jet, or the like.

        Raises:
            ValueError: If it is no value of rows, or the rows are not all constituents.
        """
        if value.of != "rows" or not self.whole:
            raise ValueError(f"'{name}' with an axis is for values of a jet's constituents")
        return Value(OVER_JETS[name](value.numbers, self.jet, self.num_jets), "jets")


@dataclass(frozen=True)
class Function:
    """A function and how many arguments it may have."""

    of: Callable[..., Tensor]
    arguments: tuple[int, ...] = (1,)


def _real(x: Tensor) -> Tensor:
    """Numpy takes functions of integers in double precision."""
    return x if x.is_floating_point() else x.double()


def _of_real(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    return lambda *values: function(*(_real(value) for value in values))


def _arithmetic(function: Callable[..., Tensor], logical: Callable[..., Tensor] | None = None):  # type: ignore[no-untyped-def]
    """Of two numbers: integers among themselves, else in double precision; numpy's for bools."""

    def of(a: Tensor, b: Tensor) -> Tensor:
        if a.dtype == b.dtype == torch.bool:
            if logical is None:
                raise TypeError("numpy does not subtract truth values: use ^")
            return logical(a, b)
        if a.is_floating_point() or b.is_floating_point():
            return function(_real(a), _real(b))
        return function(a.long(), b.long())

    return of


def _log(x: Tensor) -> Tensor:
    """With derivative 0, not NaN, where there is no logarithm."""
    there = x > 0
    none = torch.where(x == 0, -torch.inf, torch.nan)
    return torch.where(there, torch.where(there, x, 1.0).log(), none)


def root(x: Tensor) -> Tensor:
    """With derivative 0 at 0."""
    return torch.where(x == 0, 0.0, torch.where(x == 0, 1.0, x).sqrt())


def _hypot(a: Tensor, b: Tensor) -> Tensor:
    return root(a * a + b * b)


def _clip(x: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return torch.minimum(torch.maximum(_real(x), _real(low)), _real(high))


def _where(condition: Tensor, a: Tensor, b: Tensor) -> Tensor:
    return torch.where(condition.bool(), _real(a), _real(b))


def _extreme(reduce: str) -> Callable[[Tensor, Tensor, int], Tensor]:
    def over(values: Tensor, jet: Tensor, jets: int) -> Tensor:
        none = values.new_zeros(jets, dtype=_real(values).dtype)
        return none.scatter_reduce(0, jet, _real(values), reduce, include_self=False)

    return over


def _count(_: Tensor, jet: Tensor, jets: int) -> Tensor:
    return torch.bincount(jet, minlength=jets)


def _sum(values: Tensor, jet: Tensor, jets: int) -> Tensor:
    return sum_per_jet(values.long() if values.dtype == torch.bool else values, jet, jets)


OVER_JETS: dict[str, Callable[[Tensor, Tensor, int], Tensor]] = {
    "sum": _sum,
    "max": _extreme("amax"),
    "min": _extreme("amin"),
    "mean": _extreme("mean"),
    "any": lambda values, jet, jets: _sum(values != 0, jet, jets) > 0,
    "all": lambda values, jet, jets: _sum(values == 0, jet, jets) == 0,
    "num": _count,
    "count": _count,
}
"""Functions with ``axis=1``: over the particles of each jet."""

_LOG10, _LOG2 = 1 / torch.log(torch.tensor([10.0, 2.0], dtype=torch.float64))
_SMOOTH: dict[str, Callable[[Tensor], Tensor]] = {
    "log": _log,
    "log10": lambda x: _log(x) * _LOG10.to(x.device),
    "log2": lambda x: _log(x) * _LOG2.to(x.device),
    "log1p": torch.log1p,
    "exp": torch.exp,
    "expm1": torch.expm1,
    "sqrt": root,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "arcsin": torch.asin,
    "arccos": torch.acos,
    "arctan": torch.atan,
    "asin": torch.asin,
    "acos": torch.acos,
    "atan": torch.atan,
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "tanh": torch.tanh,
    "arcsinh": torch.asinh,
    "arccosh": torch.acosh,
    "arctanh": torch.atanh,
    "asinh": torch.asinh,
    "acosh": torch.acosh,
    "atanh": torch.atanh,
    "floor": torch.floor,
    "ceil": torch.ceil,
    "fabs": torch.abs,
    "radians": torch.deg2rad,
    "degrees": torch.rad2deg,
}
NAMED: dict[str, Function] = {
    **{name: Function(_of_real(function)) for name, function in _SMOOTH.items()},
    "abs": Function(lambda x: x if x.dtype == torch.bool else x.abs()),
    "absolute": Function(lambda x: x if x.dtype == torch.bool else x.abs()),
    "square": Function(lambda x: x * x),
    "sign": Function(torch.sign),
    "isnan": Function(torch.isnan),
    "isfinite": Function(torch.isfinite),
    "isinf": Function(torch.isinf),
    "nan_to_num": Function(lambda x: torch.nan_to_num(_real(x))),
    "ones_like": Function(torch.ones_like),
    "zeros_like": Function(torch.zeros_like),
    "to_numpy": Function(lambda x: x),
    "logical_not": Function(lambda x: ~x.bool()),
    "hypot": Function(_of_real(_hypot), (2,)),
    "arctan2": Function(_of_real(torch.atan2), (2,)),
    "atan2": Function(_of_real(torch.atan2), (2,)),
    "minimum": Function(_of_real(torch.minimum), (2,)),
    "maximum": Function(_of_real(torch.maximum), (2,)),
    "power": Function(_of_real(torch.pow), (2,)),
    "pow": Function(_of_real(torch.pow), (2,)),
    "logical_and": Function(lambda a, b: a.bool() & b.bool(), (2,)),
    "logical_or": Function(lambda a, b: a.bool() | b.bool(), (2,)),
    "where": Function(_where, (3,)),
    "clip": Function(_clip, (3,)),
    "_clip": Function(_clip, (3,)),
}
"""Functions of ``np``, ``ak`` and ``math``."""
BARE = ("abs", "_clip")
"""Those that stand without a module."""

UNARY: dict[type, Callable[[Tensor], Tensor]] = {
    ast.USub: lambda x: -x,
    ast.UAdd: lambda x: x,
    ast.Invert: lambda x: ~x,
}
BINARY: dict[type, Callable[[Tensor, Tensor], Tensor]] = {
    ast.Add: _arithmetic(torch.add, torch.logical_or),
    ast.Sub: _arithmetic(torch.sub),
    ast.Mult: _arithmetic(torch.mul, torch.logical_and),
    ast.Div: _of_real(torch.div),
    ast.FloorDiv: _arithmetic(torch.floor_divide),
    ast.Mod: _arithmetic(torch.remainder),
    ast.Pow: _of_real(torch.pow),
    ast.BitAnd: torch.bitwise_and,
    ast.BitOr: torch.bitwise_or,
    ast.BitXor: torch.bitwise_xor,
}
COMPARISONS: dict[type, Callable[[Tensor, Tensor], Tensor]] = {
    ast.Eq: torch.eq,
    ast.NotEq: torch.ne,
    ast.Lt: torch.lt,
    ast.LtE: torch.le,
    ast.Gt: torch.gt,
    ast.GtE: torch.ge,
}
