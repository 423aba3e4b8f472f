"""The command as a user meets it: its words and exit codes."""

from typing import Any

import pytest

from pyg_jets.cli import COMMANDS, main


def test_help_teaches(run: Any) -> None:
    done = run("--help")
    assert done.returncode == 0
    names = [module.__name__.rsplit(".", 1)[1] for module in COMMANDS]
    assert all(word in done.stdout for word in (*names, "examples:"))


def test_bad_usage_ends_a_process_with_2(run: Any) -> None:
    done = run("fly")
    assert done.returncode == 2
    assert "usage" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [(), ("train",), ("train", "--task", "w-z"), ("study", "--epochs", "-1")]
)
def test_bad_usage(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err
