"""Expressions of columns, as weaver's configurations have them; nothing is ever executed.

An expression is parsed to Python's syntax tree and walked. It may have names, numbers, the
operators of arithmetic, comparison and ``& | ^ ~``, and functions of ``np``, ``ak`` and ``math``
by name; anything else is refused with the part that is not understood.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import torch
from torch import Tensor

from pyg_jets.transforms.features import _functions
from pyg_jets.transforms.features._functions import Value

_MODULES = ("np", "numpy", "ak", "awkward", "math")
_CONSTANTS = {"pi": torch.pi, "e": torch.e, "inf": torch.inf, "nan": torch.nan}


def evaluate(text: str, look_up: Callable[[str], Value], jets: _functions.Jets) -> Value:
    """The value of an expression.

    Args:
        text: The expression.
        look_up: Gives the value of a name.
        jets: Which row belongs to which jet, for values of jets and sums over their particles.

    Raises:
        ValueError: If something else is in it than this module's description has.
    """
    return _Walk(text, look_up, jets)(_parsed(text).body)


def names_in(text: str) -> tuple[str, ...]:
    """The names of columns in an expression, in alphabetical order.

    Raises:
        ValueError: If it is no expression.

    Example:
        >>> names_in("np.hypot(part_px, part_py) / jet_pt")
        ('jet_pt', 'part_px', 'part_py')
    """
    functions = set(_MODULES) | set(_functions.BARE)
    names = {node.id for node in ast.walk(_parsed(text)) if isinstance(node, ast.Name)}
    return tuple(sorted(names - functions))


def inlined(text: str, variables: Mapping[str, str]) -> str:
    """The expression with every variable replaced by its own expression, to the last.

    Args:
        text: The expression.
        variables: Name -> expression; one that is its own name stands for a column.

    Raises:
        ValueError: If it is no expression, or variables go round in a circle.

    Example:
        >>> inlined("np.log(pt)", {"pt": "np.hypot(px, py)"})
        'np.log(np.hypot(px, py))'
    """
    return ast.unparse(_Inlining(variables, ()).visit(_copy(text)).body)


class _Inlining(ast.NodeTransformer):
    def __init__(self, variables: Mapping[str, str], above: tuple[str, ...]) -> None:
        self.variables, self.above = variables, above

    def visit_Name(self, node: ast.Name) -> ast.AST:
        name = node.id
        if name not in self.variables or str(self.variables[name]).strip() == name:
            return node
        if name in self.above:
            raise ValueError(
                f"variables must not be made of themselves (got {' -> '.join((*self.above, name))})"
            )
        deeper = _Inlining(self.variables, (*self.above, name))
        body: ast.AST = deeper.visit(_copy(str(self.variables[name]))).body
        return body


def _copy(text: str) -> ast.Expression:
    return ast.parse(ast.unparse(_parsed(text)), mode="eval")


@cache
def _parsed(text: str) -> ast.Expression:
    try:
        return ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"'{text}' must be an expression of columns (got: {error})") from None


class _Walk:
    """From the leaves of a syntax tree to its root."""

    def __init__(self, text: str, look_up: Callable[[str], Value], jets: _functions.Jets) -> None:
        self.text, self.look_up, self.jets = text, look_up, jets

    def __call__(self, node: ast.AST) -> Value:  # noqa: PLR0911
        match node:
            case ast.Constant(value=bool() | int() | float() as number) if abs(number) < 2**63:
                return Value(torch.tensor(number, dtype=_dtype(number)))
            case ast.Name(id=name) if name not in (*_MODULES, *_functions.BARE):
                return self.look_up(name)
            case ast.Attribute(value=ast.Name(id=module), attr=name) if (
                module in _MODULES and name in _CONSTANTS
            ):
                return Value(torch.tensor(_CONSTANTS[name], dtype=torch.float64))
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _functions.UNARY:
                return self._applied(_functions.UNARY[type(op)], [operand])
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _functions.BINARY:
                return self._applied(_functions.BINARY[type(op)], [left, right])
            case ast.Compare(left=left, ops=[op], comparators=[right]) if (
                type(op) in _functions.COMPARISONS
            ):
                return self._applied(_functions.COMPARISONS[type(op)], [left, right])
            case ast.Call(func=function, args=arguments, keywords=options):
                return self._called(node, function, arguments, options)
        raise self._refused(node)

    def _applied(self, function: Callable[..., Tensor], arguments: list[ast.expr]) -> Value:
        try:
            return self.jets.applied(function, [self(argument) for argument in arguments])
        except TypeError as error:
            raise ValueError(f"in '{self.text}': {error}") from None

    def _called(
        self, node: ast.Call, function: ast.AST, arguments: list[ast.expr], options: list[Any]
    ) -> Value:
        match function:
            case ast.Name(id=name) if name in _functions.BARE:
                pass
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in _MODULES:
                pass
            case _:
                raise self._refused(node)
        if name in _functions.OVER_JETS:
            return self._over_jets(node, name, arguments, options)
        known = _functions.NAMED.get(name)
        if known is None or options or len(arguments) not in known.arguments:
            raise self._refused(node)
        return self._applied(known.of, arguments)

    def _over_jets(
        self, node: ast.Call, name: str, arguments: list[ast.expr], options: list[Any]
    ) -> Value:
        """A sum, maximum, ... over the particles of every jet: along axis 1, or the last."""
        axis = [option.value for option in options if option.arg == "axis"] or arguments[1:2]
        try:
            along = [ast.literal_eval(number) for number in axis]
        except ValueError:
            raise self._refused(node) from None
        good = along in ([1], [-1]) or (name == "num" and not along)
        if not good or len(options) > 1 or not 1 <= len(arguments) <= 2:
            raise self._refused(node)
        return self.jets.over(name, self(arguments[0]))

    def _refused(self, node: ast.AST) -> ValueError:
        return ValueError(
            f"'{self.text}' must be made of columns, numbers, operators (& | ~ for logic) and "
            f"functions of np, ak and math that are known here (got '{ast.unparse(node)}')"
        )


def _dtype(number: complex) -> torch.dtype:
    if isinstance(number, bool):
        return torch.bool
    return torch.int64 if isinstance(number, int) else torch.float64
