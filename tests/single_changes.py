"""Change one thing in a module and run its mirror test: does it notice?

    python tests/single_changes.py pyg_jets/lund/plane.py pyg_jets/observables/*.py --changes 10

Changes are made in a copy of the checkout. A change of compiled code runs in a fork of a process
that has imported the large libraries; any other is put into the functions of a fork in which the
tests have passed once, with the fixtures of module and session as they were then. Needs Linux or
macOS.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
LARGE = ("torch_geometric", "lightning", "captum.attr", "sklearn.linear_model", "numba", "fastjet")
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
SYMMETRIC = {"min", "max", "minimum", "maximum", "hypot", "allclose", "equal", "assert_close"}
DROPPED = {"abs", "absolute", "clip", "clamp", "nan_to_num", "sqrt", "sorted"}


class Change(NamedTuple):
    """Another text for a piece of a module."""

    line: int
    start: int
    end: int
    text: str


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
    if two and name not in SYMMETRIC:
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


def mirror(module: Path) -> Path:
    """The test file of a module, both relative to the checkout."""
    folder = Path("tests", *module.parts[1:-1])
    return folder / f"test_{module.stem.lstrip('_')}.py"


def run(folder: Path, test: Path, cache: Path, options: argparse.Namespace) -> int | None:
    """Exit code of a test file in a fork; None: out of time."""
    child = forked(lambda: _run_tests(folder, test, cache, options))
    return waited(child, options.timeout)


def forked(do: Callable[[], int]) -> int:
    """A process of its own group that does something, in silence, and ends with its code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of forks beside threads
        child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        code = 99
        with contextlib.suppress(BaseException):
            code = do()
        os._exit(code)
    return child


def waited(child: int, timeout: float) -> int | None:
    """Its exit code; None if it was stopped after so many seconds."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _run_tests(
    folder: Path, test: Path, cache: Path, options: argparse.Namespace, plugins: Sequence[Any] = ()
) -> int:
    os.chdir(folder)
    os.environ["NUMBA_CACHE_DIR"] = str(cache)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    sys.path.insert(0, str(folder))
    import pytest

    few = ["-k", options.k] if options.k else []
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *few, str(test)], [*plugins]))


class Warm:
    """Runs the tests once as they are, and then in a fork for each change."""

    def __init__(
        self, module: Path, source: bytes, chosen: list[Change], options: argparse.Namespace
    ) -> None:
        self.name = ".".join(module.with_suffix("").parts)
        self.source, self.chosen, self.options = source, chosen, options
        self.codes: list[int | None] = []

    def pytest_runtestloop(self, session: Any) -> bool:
        """Instead of pytest's loop."""
        if self._fails(session.items):
            session.testsfailed = 1
            return True
        # The first is none: where the code is not at home in its old functions, files are changed.
        for change in (Change(0, 0, 0, ""), *self.chosen):
            child = forked(lambda change=change: self._changed(session.items, change))  # type: ignore[misc]
            self.codes.append(waited(child, self.options.timeout))
            if self.codes[0] != 0:
                break
        return True

    def _changed(self, items: list[Any], change: Change) -> int:
        module = sys.modules[self.name]
        new = types.ModuleType(self.name)
        vars(new).update(__package__=module.__package__, __file__=module.__file__)
        sys.modules[self.name] = new  # dataclasses look there
        exec(compile(changed(self.source, change), str(module.__file__), "exec"), vars(new))
        sys.modules[self.name] = module
        put(vars(module), vars(new))
        return int(self._fails(items))

    @staticmethod
    def _fails(items: list[Any]) -> bool:
        from _pytest.runner import runtestprotocol

        for k, item in enumerate(items):
            # With the first one behind the last, fixtures of the module stay.
            following = items[(k + 1) % len(items)]
            if any(each.failed for each in runtestprotocol(item, log=False, nextitem=following)):
                return True
        return False


def put(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Put the code of functions, and other values, in the place of old ones."""
    for name, value in new.items():
        was = old.get(name)
        special = name.startswith("__") and not isinstance(value, types.FunctionType)
        if special or was is value:
            continue
        if isinstance(value, type) and isinstance(was, type):
            if value.__module__ == was.__module__:
                put(dict(vars(was)), dict(vars(value)))
                _put_values(was, value)
        elif not _put_code(was, value) and not isinstance(value, types.ModuleType):
            old[name] = value


def _put_values(was: type, value: type) -> None:
    for name, each in vars(value).items():
        if isinstance(each, int | float | str | tuple) and not name.startswith("__"):
            setattr(was, name, each)


def _put_code(was: Any, value: Any) -> bool:
    for part in ("fget", "__func__", "__wrapped__"):
        if hasattr(was, part) and hasattr(value, part):
            return _put_code(getattr(was, part), getattr(value, part))
    if not isinstance(was, types.FunctionType) or not isinstance(value, types.FunctionType):
        return False
    was.__code__ = value.__code__
    was.__defaults__, was.__kwdefaults__ = value.__defaults__, value.__kwdefaults__
    return True


def changed(source: bytes, change: Change) -> bytes:
    """The module with the change."""
    return source[: change.start] + change.text.encode() + source[change.end :]


def copied(folder: Path) -> Path:
    """A copy of package and tests, with the reference data beside it where they are at hand."""
    here = folder / "checkout"
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("pyg_jets", "tests"):
        shutil.copytree(ROOT / name, here / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, here)
    if (shared := ROOT.parent / "shared").exists():
        (folder / "shared").symlink_to(shared)
    return here


def cache_without(module: Path, warm: Path, here: Path) -> Path:
    """Numba's cache without the functions that may have inlined some of the module's.

    Numba looks at the file of the outer function only.
    """
    cache = here.parent / "numba-of-one"
    shutil.rmtree(cache, ignore_errors=True)
    if warm.exists():
        shutil.copytree(warm, cache)
    texts = {path: path.read_text() for path in (here / "pyg_jets").rglob("*.py")}
    stale, new = set[Path](), {here / module}
    while new:
        stale |= new
        names = {".".join(path.relative_to(here).with_suffix("").parts) for path in new}
        new = {path for path, text in texts.items() if any(name in text for name in names)} - stale
    for path in stale:
        for entry in cache.rglob(f"{path.stem}.*"):
            entry.unlink()
    return cache


def try_module(here: Path, module: Path, test: Path, options: argparse.Namespace) -> list[bool]:
    """Print which changes survive; whether each is noticed."""
    source = (here / module).read_bytes()
    found = changes(source.decode())
    draw = random.Random(f"{options.seed} {module}")
    chosen = sorted(draw.sample(found, min(options.changes, len(found))))
    codes = None if b"numba" in source else _in_place(here, module, test, chosen, options)
    codes = codes or _in_files(here, module, test, chosen, options)
    if codes is None:
        say(f"{module}: {test} does not pass unchanged")
        return []
    for change, code in zip(chosen, codes, strict=True):
        if code == 0 or options.all:
            was = " ".join(source[change.start : change.end].decode().split())
            verdict = "survived" if code == 0 else f"killed ({code})"
            say(f"{verdict} {module}:{change.line}: {was}  ->  {change.text}")
    say(f"{module}: {codes.count(0)} of {len(codes)} survived")
    return [code != 0 for code in codes]


def _in_place(
    here: Path, module: Path, test: Path, chosen: list[Change], options: argparse.Namespace
) -> list[int | None] | None:
    warm, codes = Warm(module, (here / module).read_bytes(), chosen, options), here.parent / "codes"
    codes.unlink(missing_ok=True)

    def do() -> int:
        code = _run_tests(here, test, here.parent / "numba", options, [warm])
        codes.write_text(repr(warm.codes))
        return code

    waited(forked(do), options.timeout * (len(chosen) + 2))
    found: list[int | None] = ast.literal_eval(codes.read_text()) if codes.exists() else []
    return found[1:] if len(found) == len(chosen) + 1 else None


def _in_files(
    here: Path, module: Path, test: Path, chosen: list[Change], options: argparse.Namespace
) -> list[int | None] | None:
    path, warm = here / module, here.parent / "numba"
    source = path.read_bytes()
    if run(here, test, warm, options) != 0:
        return None
    codes = []
    for number, change in enumerate(chosen, 1):
        path.write_bytes(changed(source, change))
        # Caches look at the second of the last change.
        os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))
        codes.append(run(here, test, cache_without(module, warm, here), options))
    path.write_bytes(source)
    return codes


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Read the command line and try every module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("modules", nargs="+", type=Path, help="such as pyg_jets/lund/plane.py")
    parser.add_argument("--changes", type=int, default=10, help="of each module, at most")
    parser.add_argument("--seed", type=int, default=0, help="of the choice of changes")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds; then it is killed")
    parser.add_argument("--tests", type=Path, help="instead of the mirror test")
    parser.add_argument("-k", help="only these tests, as for pytest")
    parser.add_argument("--all", action="store_true", help="print killed changes too")
    options = parser.parse_args()
    for name in LARGE:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    noticed = []
    with tempfile.TemporaryDirectory() as folder:
        here = copied(Path(folder))
        for module in options.modules:
            relative = module.resolve().relative_to(ROOT)
            noticed += try_module(here, relative, options.tests or mirror(relative), options)
    if noticed:
        share = noticed.count(False) / len(noticed)
        say(f"all: {noticed.count(False)} of {len(noticed)} survived, {share:.1%}")


if __name__ == "__main__":
    main()
