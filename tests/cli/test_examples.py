"""What help teaches is true: the lines can be typed, and the pages are there."""

import shlex
from pathlib import Path

import pytest

from pyg_jets.cli import COMMANDS, _parser
from pyg_jets.cli.examples import EXAMPLES

ROOT = Path(__file__).parents[2]


def test_every_command_has_an_example() -> None:
    names = [module.__name__.rsplit(".", 1)[1] for module in COMMANDS]
    assert list(EXAMPLES) == names


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_line_is_taken_and_the_page_is_there(name: str) -> None:
    told = EXAMPLES[name]
    program, *words = shlex.split(told.line)
    assert program == "pyg-jets"
    options = _parser().parse_args(words)
    assert options.command == name
    assert (ROOT / "docs" / f"{told.page}.md").exists()
    # One sentence, which begins with a capital letter.
    assert told.answers[0].isupper()
    assert told.answers[-1] in ".?"


def test_help_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parser().parse_args(["erase", "--help"])
    said = capsys.readouterr().out
    assert "  $ pyg-jets erase --tagger recnn-w-qcd --task w-qcd --out erased\n" in said
    assert said.endswith("read on: docs/what_is_used.md\n")
