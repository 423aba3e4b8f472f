"""Chapters one behind the other, and what a command writes of one."""

import json
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from pyg_jets.report import Picture, Sentence, Table
from pyg_jets.study.shown import Shown


def _shown(name: str, value: float) -> Shown:
    return Shown(
        {"tasks": {"w-qcd": {name: value}}, name: [value]},
        [Table(name, f"What {name} is.", ["a"], [["1"]])],
        [Picture(f"{name}-drawn", "", Figure())],
        [Sentence(f"It is {value}.")],
    )


def test_numbers_of_one_name_are_joined_and_all_else_stands_in_order() -> None:
    one, other = _shown("one", 1.0), _shown("other", 2.0)
    both = Shown.together([one, other])
    assert both.numbers == {
        "tasks": {"w-qcd": {"one": 1.0, "other": 2.0}},
        "one": [1.0],
        "other": [2.0],
    }
    assert [table.name for table in both.tables] == ["one", "other"]
    assert [picture.name for picture in both.pictures] == ["one-drawn", "other-drawn"]
    assert [sentence.text for sentence in both.sentences] == ["It is 1.0.", "It is 2.0."]
    assert (one.numbers["one"], len(one.tables)) == ([1.0], 1)


def test_a_folder_has_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = _shown("one", 1.0)
    written = shown.write(tmp_path / "new", {"seed": 3})
    names = ["one.md", "one.csv", "one.json", "one-drawn.png"]
    assert [path.name for path in written] == names
    numbers = json.loads((tmp_path / "new" / "one.json").read_text())
    assert (numbers["settings"], numbers["one"]) == ({"seed": 3}, [1.0])
    shown.print(written)
    said = capsys.readouterr().out
    assert said.startswith("It is 1.0.\n\nWhat one is.\n\n| a |")
    assert said.count("written: ") == 4


def test_a_file_has_its_part(tmp_path: Path) -> None:
    shown = _shown("one", 1.0)
    shown.pictures.clear()
    assert shown.write(tmp_path / "mine.csv", {}) == [tmp_path / "mine.csv"]
    assert (tmp_path / "mine.csv").read_text() == "a\n1\n"
    drawn = _shown("one", 1.0).write(tmp_path / "drawn.pdf", {})
    assert [path.name for path in drawn] == ["drawn.pdf", "drawn.md", "drawn.csv", "drawn.json"]
    assert drawn[0].read_bytes().startswith(b"%PDF")
