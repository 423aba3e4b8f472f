"""Every single change of a module that is worth a try: what `single_changes.py` chooses from."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import NamedTuple

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Pow: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
PAIRS = [
    *("min max", "mean sum", "minimum maximum", "argmin argmax", "amin amax", "floor ceil"),
    *("any all", "sin cos", "sinh cosh", "zeros ones", "zeros_like ones_like", "le lt", "ge gt"),
]
OTHER_NAME = {a: b for pair in PAIRS for a, b in (pair.split(), pair.split()[::-1])}
SYMMETRIC = {"min", "max", "minimum", "maximum", "hypot", "fmax", "fmin"}
SYMMETRIC |= {"allclose", "equal", "assert_close"}
DROPPED = {"abs", "absolute", "clip", "clamp", "nan_to_num", "sqrt", "sorted"}


class Change(NamedTuple):
    """Another text for a piece of a module."""

    line: int
    start: int
    end: int
    text: str

    def key(self, source: bytes) -> str:
        """The lines with the change, on one; those that are left out as a comment."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = source.find(b"\n", self.end)
        last = len(source) if last < 0 else last
        whole = source[first:last] if self.text == "pass" else b""
        new = source[first : self.start] + self.text.encode() + source[self.end : last]
        return " ".join((new + (b"  # " + whole if whole else b"")).decode().split())


def changed(source: bytes, change: Change) -> bytes:
    """The module with the change."""
    return source[: change.start] + change.text.encode() + source[change.end :]


def changes(source: str) -> list[Change]:
    """Every single change of a module that is worth a try."""
    tree = ast.parse(source)
    encoded = source.encode()
    starts = [0]
    for row in encoded.split(b"\n"):
        starts.append(starts[-1] + len(row) + 1)
    found = []
    for node in _code(tree):
        assert isinstance(node, ast.expr | ast.stmt | ast.keyword)
        for other in (*_others(node), *_same_type(node)):
            text = ast.unparse(other)
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            if isinstance(node, ast.expr) and not isinstance(other, ast.Constant | ast.Name):
                text = f"({text})"
            found.append(Change(node.lineno, start, end, text))
    return found


def statement(source: str, change: Change) -> tuple[range, bool]:
    """Lines of the statement that a change is in, and whether a function runs it."""
    lines, in_function = range(0), False
    waiting: list[tuple[ast.AST, bool]] = [(ast.parse(source), False)]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, ast.stmt):
            last = node.end_lineno or node.lineno
            if not node.lineno <= change.line <= last:
                continue
            body = getattr(node, "body", None)  # of a loop or a condition the first lines
            lines = range(node.lineno, max(body[0].lineno, node.lineno + 1) if body else last + 1)
            in_function = inside
            inside = inside or isinstance(node, ast.FunctionDef)
        waiting += [(child, inside) for child in ast.iter_child_nodes(node)]
    return lines, in_function


def _code(tree: ast.Module) -> Iterator[ast.AST]:
    """Nodes that do something: no annotations, docstrings, decorators, messages or imports."""
    waiting: list[ast.AST] = list(tree.body)
    parameters: dict[str, str] = {}
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Raise):
            continue
        if isinstance(node, ast.FunctionDef):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            parameters = {a.arg: ast.unparse(a.annotation) for a in arguments if a.annotation}
            defaults = (*node.args.defaults, *(d for d in node.args.kw_defaults if d))
            for child in ast.walk(node):
                if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
                    child.parameters = parameters  # type: ignore[attr-defined]
            waiting += [*node.body, *defaults]
        elif isinstance(node, ast.ClassDef):
            waiting += node.body
        elif isinstance(node, ast.AnnAssign):
            waiting += [node.value] if node.value else []
        elif _is_text(node):
            continue
        else:
            if isinstance(node, ast.expr | ast.stmt | ast.keyword):
                yield node
            waiting += ast.iter_child_nodes(node)


def _is_text(node: ast.AST) -> bool:
    value = node.value if isinstance(node, ast.Expr) else node
    if isinstance(node, ast.Assign):
        return any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _others(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in place of a node."""
    match node:
        case ast.Compare():
            yield from _other_comparisons(node)
        case ast.BinOp() | ast.AugAssign():
            yield from _other_operators(node)
        case ast.UnaryOp():
            yield node.operand
        case ast.Constant():
            yield from (ast.Constant(value) for value in _other_values(node.value))
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.Call():
            yield from _other_calls(node)
        case _:
            yield from _without(node)


def _other_comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for k, operator in enumerate(node.ops):
        if (other := COMPARISONS.get(type(operator))) is not None:
            yield _with(node, lambda new, k=k, other=other: new.ops.__setitem__(k, other()))


def _other_operators(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    text = any(isinstance(part, ast.JoinedStr) for part in ast.walk(node))
    if not text and (other := OPERATORS.get(type(node.op))) is not None:
        yield _with(node, lambda new: setattr(new, "op", other()))
    if isinstance(node, ast.AugAssign):
        yield ast.Pass()


def _without(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield _with(node, lambda new: setattr(new, "op", other))
        case ast.Expr(value=ast.Call()) | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield ast.Pass()


def _other_values(value: object) -> list[bool] | list[int] | list[float]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1] if value else [1]
    return [round(1.1 * value, 12) or 1.0] if isinstance(value, float) else []


def _other_calls(node: ast.Call) -> Iterator[ast.AST]:
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    two = len(node.args) > 1 and not any(isinstance(each, ast.Starred) for each in node.args[:2])
    if two and name not in SYMMETRIC and ast.dump(node.args[0]) != ast.dump(node.args[1]):
        yield _with(node, lambda new: new.args.__setitem__(slice(2), node.args[1::-1]))
    for k in range(len(node.keywords)):
        yield _with(node, lambda new, k=k: new.keywords.pop(k))
    if name in OTHER_NAME:
        what = "attr" if isinstance(called, ast.Attribute) else "id"
        yield _with(node, lambda new: setattr(new.func, what, OTHER_NAME[name]))
    if name.rstrip("_") in DROPPED:
        modules = ("np", "torch", "math")
        module = isinstance(called, ast.Attribute) and ast.unparse(called.value) in modules
        if isinstance(called, ast.Attribute) and not module:
            yield called.value
        elif node.args:
            yield node.args[0]


def _same_type(node: ast.AST) -> Iterator[ast.AST]:
    """Another argument of the function, annotated alike."""
    parameters: dict[str, str] = getattr(node, "parameters", {})
    if isinstance(node, ast.Name) and node.id in parameters:
        for name, annotation in parameters.items():
            if name != node.id and annotation == parameters[node.id]:
                yield ast.Name(name, ast.Load())


def _with(node: ast.AST, change: Callable[..., object]) -> ast.AST:
    new = copy.deepcopy(node)
    change(new)
    return new
