"""A report is whole: every table and figure on disk and in one page without network."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from pyg_jets import LundPlane
from pyg_jets.report import JetView, LundMap, Picture, Sentence, Table, write_report
from pyg_jets.report.page import COLOUR_MAPS, SCRIPTS

TABLE = Table("numbers", "What <they> are.", ["task", "AUC"], [["a", "0.9"], ["b", "0.8, 0.7"]])


def _picture(task: str | None = None) -> Picture:
    figure = Figure()
    figure.subplots().plot([0, 1])
    return Picture("map", "A map.", figure, task)


def _jet(nodes: int = 1) -> JetView:
    attributions = {"s": np.ones(nodes)}
    return JetView("a", "W", "</script>", np.array([-1]), np.array([False]), {}, attributions)


def test_report_writes_everything_and_nothing_half(tmp_path: Path) -> None:
    results = {"settings": {"seed": 3}, "tasks": {"a": {"auc": 0.9}}}
    page = write_report(tmp_path / "out", "Title", results, [TABLE], [_picture()])
    files = {path.name for path in page.parent.iterdir()}
    assert files == {"results.json", "numbers.csv", "numbers.md", "map.png", "report.html"}
    assert json.loads((page.parent / "results.json").read_text()) == results


def test_page_is_self_contained_and_escaped(tmp_path: Path) -> None:
    results = {"settings": {"seed": 3, "cells": ("gated", "simple")}}
    html = write_report(tmp_path, "Title", results, [TABLE], [_picture()]).read_text()
    assert "&lt;they&gt;" in html
    assert "<dt>seed</dt><dd>3</dd>" in html
    assert "<dt>cells</dt><dd>gated, simple</dd>" in html.split("</main>")[1]
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", html)
    assert "@import" not in html
    assert html.count("data:image/png;base64,") == 1


def test_everything_stands_in_its_tasks_section(tmp_path: Path) -> None:
    sentences = [Sentence("It sees the W.", "a")]
    tables = [TABLE, Table("own", "", ["method"], [["saliency"]], task="a")]
    html = write_report(
        tmp_path, "T", {}, tables, [_picture("a")], sections={"a": "First"}, sentences=sentences
    ).read_text()
    before, section = html.split('<section id="task-1"')
    section = section.split("</section>")[0]
    assert "<h2" in before
    assert 'href="#task-1">First</a>' in before
    for text in ("First</h2>", "It sees the W.", "saliency", "0.9", "data:image/png"):
        assert text in section
    assert "0.7" not in section
    assert "It sees the W." not in before


def test_data_are_in_the_page_and_cannot_end_their_element(tmp_path: Path) -> None:
    maps = [LundMap("a", "W", "R", "s", LundPlane((2, 2)))]
    html = write_report(tmp_path, "T", {}, [], [], maps=maps, jets=[_jet()]).read_text()
    text = html.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    data = json.loads(text)
    assert data["jets"][0]["name"] == "</script>"
    assert data["maps"][0]["bin"] == []
    assert data["colours"]["viridis"][0] == "#440154"
    assert set(data["colours"]) == set(COLOUR_MAPS)


def test_a_bad_jet_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one number per node"):
        write_report(tmp_path / "out", "T", {}, [], [], jets=[_jet(2)])
    assert not (tmp_path / "out").exists()


def test_every_script_is_in_the_page() -> None:
    folder = Path(__file__).parents[2] / "pyg_jets" / "report" / "script"
    assert {path.stem for path in folder.iterdir()} == set(SCRIPTS)
