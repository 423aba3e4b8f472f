"""Change one thing in a module and run its mirror test: does it notice?

    python -m tests.single_changes pyg_jets/lund/plane.py pyg_jets/observables/*.py --changes 10

Changes are made in a copy of the checkout. A change of a module with compiled code runs in a fork
of a process that has imported the large libraries; any other is put into the functions of a fork in
which the tests have passed once, with the fixtures of module and session as they were then.
Survivors that change nothing are listed, with the reason, in ``equivalent_changes.py``. Needs Linux
or macOS.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import types
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.code_changes import Change, changed, changes
from tests.equivalent_changes import EQUIVALENT

ROOT = Path(__file__).parents[1]
FAILED, NOT_IN_PLACE = 99, 98
"""Codes of a fork that raised, and of one whose change needs a new process."""
LARGE = ("torch_geometric", "lightning", "captum.attr", "sklearn.linear_model", "numba", "fastjet")


def mirror(module: Path) -> Path:
    """The test file of a module, both relative to the checkout."""
    folder = Path("tests", *module.parts[1:-1])
    return folder / f"test_{module.stem.lstrip('_')}.py"


def run(folder: Path, test: Path, cache: Path, options: argparse.Namespace) -> int | None:
    """Exit code of a test file in a fork; None: out of time."""
    return forked(lambda: _run_tests(folder, test, cache, options), options.seconds)


def forked(do: Callable[[], int], seconds: int) -> int | None:
    """Exit code of a fork that does something, in silence; None: out of CPU or wall time.

    Seconds are the CPU's, which do not depend on what else runs; of the clock's it has ten times as
    many.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of forks beside threads
        child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        code = FAILED
        with contextlib.suppress(BaseException):
            code = do()
        os._exit(code)
    end = time.monotonic() + 10 * seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return None if code == -signal.SIGXCPU else code
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
            self.codes.append(
                forked(
                    lambda change=change: self._changed(session.items, change),  # type: ignore[misc]
                    self.options.seconds,
                )
            )
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
        try:
            put(vars(module), vars(new))
        except ValueError:  # a function of other closures
            return NOT_IN_PLACE
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


def try_module(
    here: Path, module: Path, test: Path, options: argparse.Namespace
) -> list[dict[str, Any]]:
    """Print which changes survive; all that were tried, with what became of them."""
    source = (here / module).read_bytes()
    possible = changes(source.decode())
    draw = random.Random(f"{options.seed} {module.name}")  # the same after a move to another folder
    chosen = sorted(draw.sample(possible, min(options.changes, len(possible))))
    codes = None if b"compiled(" in source else _in_place(here, module, test, chosen, options)
    codes = codes or _in_files(here, module, test, chosen, options)
    if codes is None:
        say(f"{module}: {test} does not pass unchanged")
        return []
    rows = [_row(module, source, *pair) for pair in zip(chosen, codes, strict=True)]
    for row in rows:
        if row["verdict"] == "survived" or options.all:
            say("{verdict} {module}:{line}: {was}  ->  {text}".format(**row))
    survived = sum(row["verdict"] == "survived" for row in rows)
    equivalent = sum(row["verdict"] == "equivalent" for row in rows)
    say(f"{module}: {survived} of {len(rows)} survived, and {equivalent} equivalent ones")
    return rows


def _row(module: Path, source: bytes, change: Change, code: int | None) -> dict[str, Any]:
    key = change.key(source)
    reason = EQUIVALENT.get("/".join(module.parts[1:]), {}).get(key, "")
    verdict = ("equivalent" if reason else "survived") if code == 0 else "killed"
    was = " ".join(source[change.start : change.end].decode().split())
    where = {"module": str(module), "line": change.line, "was": was, "text": change.text}
    return where | {"key": key, "verdict": verdict, "code": code, "reason": reason}


def _in_place(
    here: Path, module: Path, test: Path, chosen: list[Change], options: argparse.Namespace
) -> list[int | None] | None:
    warm, codes = Warm(module, (here / module).read_bytes(), chosen, options), here.parent / "codes"
    codes.unlink(missing_ok=True)

    def do() -> int:
        code = _run_tests(here, test, here.parent / "numba", options, [warm])
        codes.write_text(repr(warm.codes))
        return code

    forked(do, options.seconds * (len(chosen) + 2))
    read: list[int | None] = ast.literal_eval(codes.read_text()) if codes.exists() else []
    whole = len(read) == len(chosen) + 1 and NOT_IN_PLACE not in read
    return read[1:] if whole else None


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
    parser.add_argument("--seconds", type=int, default=60, help="of CPU; then it is killed")
    parser.add_argument("--tests", type=Path, help="instead of the mirror test")
    parser.add_argument("-k", help="only these tests, as for pytest")
    parser.add_argument("--all", action="store_true", help="print killed changes too")
    parser.add_argument("--json", type=Path, help="a file for all changes and what became of them")
    options = parser.parse_args()
    for name in LARGE:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        here = copied(Path(folder))
        for module in options.modules:
            relative = module.resolve().relative_to(ROOT)
            test = options.tests or mirror(relative)
            if not (ROOT / test).exists():
                say(f"{module}: no {test}")
                continue
            rows += try_module(here, relative, test, options)
            if options.json:
                options.json.write_text(json.dumps(rows, indent=1))
    say(counts(rows))


def counts(rows: list[dict[str, Any]]) -> str:
    """A table: changes tried, survivors and equivalent ones of each folder."""
    verdicts: dict[str, list[str]] = {}
    for row in rows:
        folder = "/".join(Path(row["module"]).parts[1:-1])
        for name in (folder, "all"):
            verdicts.setdefault(name, []).append(row["verdict"])
    verdicts["all"] = verdicts.pop("all", [])  # the last line
    lines = ["| folder | changes | survived | equivalent |", "|---|---:|---:|---:|"]
    for name, group in verdicts.items():
        survived, same = group.count("survived"), group.count("equivalent")
        share = survived / max(len(group), 1)
        lines.append(f"| {name} | {len(group)} | {survived} ({share:.0%}) | {same} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
