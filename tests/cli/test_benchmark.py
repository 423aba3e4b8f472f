"""The command on a small configuration: users' methods and taggers get rows, a second run none."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.cli import main

TEN_LINES = '''"""Mine: how much a node's gradient grows towards the root."""
import torch
from pyg_jets.attribution import node_gradients
from pyg_jets.taggers import RecNN


def mine(tagger, batch):
    return node_gradients(tagger, batch)[0].abs().amax(1)

Small = lambda: RecNN(4)
'''
SIZE = ("--trainings", "1", "--jets", "30", "--train-jets", "100", "--epochs", "1")


def test_users_get_rows_and_nothing_is_measured_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "file.py", tmp_path / "out"
    file.write_text(TEN_LINES)
    command = ["benchmark", "--truths", "veto,groomed", "--taggers", "gin", "--methods", "saliency"]
    command += ["--method", f"{file}:mine", "--tagger", f"{file}:Small", *SIZE, "--out", str(out)]
    assert main(command) == 0
    said = capsys.readouterr()
    assert "| mine | " in said.out
    assert "| method | mean | gin | Small |" in said.out
    assert "veto, Small, training 0, permuted labels (4 of 5, about " in said.err
    numbers = json.loads((out / "benchmark.json").read_text())
    assert {row["method"] for row in numbers["rows"]} == {
        "oracle",
        "largest kt",
        "random",
        "saliency",
        "mine",
    }
    assert main(command) == 0
    again = capsys.readouterr()
    assert again.out == said.out
    assert "training" not in again.err


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--truths", "planet"), "a truth must be one of planted, "),
        (
            ("--taggers", "recnn,recnn"),
            "'--taggers' must list different ones (got 'recnn' 2 times)",
        ),
        (("--methods", "saliences"), "a method must be one of saliency, "),
        (("--method", "no.py:mine"), "'--method' must be FILE.py:NAME with a file that exists"),
        (("--tagger", "no.py:mine"), "'--tagger' must be FILE.py:NAME with a file that exists"),
        (("--jets", "3"), "'jets' must be at least 20 (got 3)"),
    ],
)
def test_bad_input_is_one_sentence(
    tmp_path: Path, refused: Callable[..., str], given: tuple[str, str], message: str
) -> None:
    assert message in refused("benchmark", *given, "--out", tmp_path)
    assert not list(tmp_path.rglob("*.md"))
