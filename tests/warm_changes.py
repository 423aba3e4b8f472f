"""Changes that are put into the functions of a process in which the tests have passed.

Fixtures are those of the tests as they passed, and of the tests only those run that came through
the statement with the change.
"""

from __future__ import annotations

import contextlib
import functools
import math
import os
import resource
import signal
import sys
import threading
import time
import types
import warnings
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.code_changes import Change, changed, statement

FAILED, NOT_IN_PLACE = 99, 98
"""Codes of a fork that raised, and of one whose change needs a new process."""


class Trial(NamedTuple):
    """Changes of a module, and the test file that should notice them; relative to a checkout."""

    module: Path
    test: Path
    source: bytes
    chosen: list[Change]


def forked(do: Callable[[], int], seconds: int | None) -> int | None:
    """Exit code of a fork that does something; None: out of CPU or wall time.

    Seconds are the CPU's, which do not depend on what else runs; of the clock's it has ten times as
    many.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of forks beside threads
        child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        if seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        code = FAILED
        with contextlib.suppress(BaseException):
            code = do()
        os._exit(code)
    end = time.monotonic() + 10 * (seconds or math.inf)
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return None if code == -signal.SIGXCPU else code
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def run_tests(folder: Path, tests: Sequence[Path], few: str | None, plugins: Sequence[Any]) -> int:
    """Exit code of pytest in silence, with the packages of a checkout."""
    os.chdir(folder)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    sys.path.insert(0, str(folder))
    chosen = ["-k", few] if few else []
    files = dict.fromkeys(map(str, tests))
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *chosen, *files], [*plugins]))


class Warm:
    """Runs tests once as they are, and then in a fork for each change; tells the codes."""

    def __init__(
        self, here: Path, trials: list[Trial], seconds: int, tell: Callable[[Trial, Any], object]
    ) -> None:
        self.here, self.trials, self.seconds, self.tell = here, trials, seconds, tell
        self.module, self.lines = "", set[int]()

    def pytest_runtestloop(self, session: Any) -> bool:
        """Instead of pytest's loop."""
        for trial in self.trials:
            items = [item for item in session.items if item.path == self.here / trial.test]
            if not items:
                continue
            session._setupstate.teardown_exact(items[0].parent)
            self.tell(trial, self._codes(items, trial))
        return True

    def _codes(self, items: list[Any], trial: Trial) -> list[int | None] | None:
        """None: the tests fail as they are."""
        seen: list[tuple[float, Any, set[int]]] = []
        self.module = str(self.here / trial.module)
        for item in items:
            begin, self.lines = time.process_time(), set()
            if _fails([item]):
                return None
            seen.append((time.process_time() - begin, item, self.lines))
        self.module = ""
        seen.sort(key=lambda each: each[0])  # the fast ones first
        codes: list[int | None] = []
        # The first is none: where the code is not at home in its old functions, files are changed.
        for change in (Change(0, 0, 0, ""), *trial.chosen):
            where, in_function = statement(trial.source.decode(), change)
            through = [item for _, item, lines in seen if not in_function or lines & {*where}]
            run = functools.partial(_changed, trial, change, through or items)
            codes.append(forked(run, self.seconds))
            if codes[0] != 0:
                break
        return codes[1:] if codes[0] == 0 else []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        """Note which lines a test runs, but for its fixtures: training is slow beside a tracer."""
        with _lines_into(self.lines, self.module):
            return (yield)


@contextlib.contextmanager
def _lines_into(lines: set[int], name: str) -> Any:
    """Collect the lines of a file that run."""

    def inner(frame: types.FrameType, _event: str, _: Any) -> Any:
        lines.add(frame.f_lineno)
        return inner

    def outer(frame: types.FrameType, _event: str, _: Any) -> Any:
        return inner if frame.f_code.co_filename == name else None

    if not name:
        yield
        return
    threading.settrace(outer)
    sys.settrace(outer)
    try:
        yield
    finally:
        sys.settrace(None)
        threading.settrace(None)


def _changed(trial: Trial, change: Change, items: list[Any]) -> int:
    name = ".".join(trial.module.with_suffix("").parts)
    module = sys.modules[name]
    new = types.ModuleType(name)
    vars(new).update(__package__=module.__package__, __file__=module.__file__)
    sys.modules[name] = new  # dataclasses look there
    exec(compile(changed(trial.source, change), str(module.__file__), "exec"), vars(new))
    sys.modules[name] = module
    try:
        put(vars(module), vars(new))
    except ValueError:  # a function of other closures
        return NOT_IN_PLACE
    _forget(name.split(".", maxsplit=1)[0])
    return int(_fails(items))


def _forget(package: str) -> None:
    """Empty the caches of all functions: they hold what the code as it was gave."""
    for name, module in [*sys.modules.items()]:
        if name.split(".", maxsplit=1)[0] == package:
            for value in [*vars(module).values()]:
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


def _fails(items: list[Any]) -> bool:
    from _pytest.runner import runtestprotocol

    # With the file as what follows, its fixtures stay.
    return any(
        report.failed
        for item in items
        for report in runtestprotocol(item, log=False, nextitem=item.parent)
    )


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
