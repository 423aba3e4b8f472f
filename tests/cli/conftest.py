"""The command as a user meets it: a real process, its words and exit codes."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from pyg_jets.cli import main


class Run(Protocol):
    def __call__(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]": ...


@pytest.fixture
def run() -> Run:
    def in_a_process(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "pyg_jets.cli", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    return in_a_process


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Run:
    """The same in this process, which has imported everything."""

    def in_this_process(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        capsys.readouterr()
        code = main([*map(str, arguments)])
        said = capsys.readouterr()
        return subprocess.CompletedProcess([*map(str, arguments)], code, said.out, said.err)

    return in_this_process


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must fail; its one line on standard error, behind progress bars."""

    def said(*arguments: str | Path) -> str:
        capsys.readouterr()
        assert main([*map(str, arguments)]) == 1
        *before, line = capsys.readouterr().err.splitlines()
        assert line.startswith("pyg-jets: ")
        assert not any("Traceback" in each for each in before)
        return line

    return said
