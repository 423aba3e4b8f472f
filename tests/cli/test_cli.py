"""The command as a user meets it: its words and exit codes."""

import importlib.metadata
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pyg_jets import cli
from pyg_jets.cli import COMMANDS, main


def test_help_teaches(run: Any) -> None:
    done = run("--help")
    assert done.returncode == 0
    names = [module.__name__.rsplit(".", 1)[1] for module in COMMANDS]
    assert all(word in done.stdout for word in (*names, "examples:"))


def test_bad_usage_ends_a_process_with_2(run: Any) -> None:
    done = run("fly")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("pyg-jets: argument command: invalid choice: 'fly'")
    assert line.endswith("(usage: pyg-jets --help)")


@pytest.mark.parametrize(
    "arguments", [(), ("train",), ("train", "--task", "w-z"), ("study", "--epochs", "-1")]
)
def test_bad_usage(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "(usage: pyg-jets" in line


LARGE = ("torch", "torch_geometric", "numba", "numpy", "fastjet", "matplotlib", "lightning")
IMPORTED = f"""
import sys
from pyg_jets.cli import main
try:
    main(sys.argv[1:])
finally:
    print([name for name in {LARGE!r} if name in sys.modules])
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        *((module.__name__.rsplit(".", 1)[1], "--help") for module in COMMANDS),
        ("train",),
    ],
)
def test_help_imports_nothing_large(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", IMPORTED, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"pyg-jets {importlib.metadata.version('pyg_jets')}\n"


class Command:
    """A command that does what it is given."""

    def __init__(self, run: Callable[[], object]) -> None:
        self.run = run

    def add(self, commands: Any) -> None:
        commands.add_parser("do").set_defaults(run=lambda _: self.run())


@pytest.fixture
def do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Callable[[], object]], tuple[int, str]]:
    def done(run: Callable[[], object]) -> tuple[int, str]:
        monkeypatch.setattr(cli, "COMMANDS", (Command(run),))
        return main(["do"]), capsys.readouterr().err

    return done


def _raise(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("two\nlines"), "two lines"),
        (KeyError("px"), "KeyError: 'px' (PYG_JETS_TRACEBACK=1 in the environment shows where)"),
        (MemoryError(), "MemoryError (PYG_JETS_TRACEBACK=1 in the environment shows where)"),
        (ValueError(), "ValueError (PYG_JETS_TRACEBACK=1 in the environment shows where)"),
        (SystemExit(0), "the code of a tagger or a library ended the process (sys.exit(0))"),
        (AssertionError("no"), "AssertionError: no (PYG_JETS_TRACEBACK=1 in the environment"),
    ],
)
def test_whatever_is_raised_is_one_line(do: Any, error: BaseException, said: str) -> None:
    code, line = do(lambda: _raise(error))
    assert code == 1
    assert line.startswith(f"pyg-jets: {said}")
    assert line.count("\n") == 1


def test_where_it_failed_is_told_to_those_who_ask(do: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYG_JETS_TRACEBACK", "1")
    code, lines = do(lambda: _raise(ValueError("bad")))
    assert code == 1
    assert lines.startswith("Traceback")
    assert lines.endswith("pyg-jets: bad\n")


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
)
def test_signals_end_in_one_line(do: Any, number: int, code: int, said: str) -> None:
    assert do(lambda: os.kill(os.getpid(), number)) == (code, f"pyg-jets: {said}\n")
    assert do(lambda: _raise(KeyboardInterrupt())) == (130, "pyg-jets: interrupted\n")


def test_seeds_that_lead_too_far(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ("--seed", str(2**32 - 2), "--out", str(tmp_path / "new"))
    assert main(["study", *flags]) == 1
    assert main(["transfer", "--seeds", "3", *flags]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    for line in said:
        assert "seeds must be at most 2^32 - 1 (got 4294967296 as the last one)" in line
    assert list(tmp_path.iterdir()) == []
