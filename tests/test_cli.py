"""The command as a user meets it: a real process, its words and exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from pyg_jets.taggers import RecNN


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pyg_jets.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_help_teaches() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("study", "train", "saliency", "examples:"))


@pytest.mark.parametrize(
    "arguments",
    [(), ("fly",), ("train",), ("train", "--task", "w-z"), ("study", "--epochs", "-1")],
)
def test_bad_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage" in done.stderr
    assert "Traceback" not in done.stderr


def test_failures_are_one_line_and_leave_nothing(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.safetensors"
    foreign.write_bytes(b"not a tagger")
    good = tmp_path / "good.safetensors"
    RecNN(hidden_channels=8).save(good)
    picture = tmp_path / "map.png"
    for tagger, out, word in (
        (tmp_path / "missing", picture, "no tagger"),
        (foreign, picture, "foreign.safetensors"),
        (good, tmp_path / "no" / "map.png", "folder"),
        (good, tmp_path / "map.txt", ".png"),
    ):
        done = run("saliency", "--tagger", tagger, "--task", "w-qcd", "--out", out)
        assert done.returncode == 1
        assert word in done.stderr
        assert done.stderr.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {foreign.name, good.name}


def test_train_then_saliency(tmp_path: Path) -> None:
    tagger, picture = tmp_path / "w.safetensors", tmp_path / "w.png"
    done = run("train", "--task", "w-qcd", "--epochs", "1", "--jets", "200", "--out", tagger)
    assert done.returncode == 0, done.stderr
    assert "auc" in done.stdout
    done = run("saliency", "--tagger", tagger, "--task", "w-qcd", "--out", picture)
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
