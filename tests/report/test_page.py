"""A report is whole: every table and figure on disk and in one page without network."""

import json
import re
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from pyg_jets.report import Picture, Table, table_files, write_report, write_table

TABLE = Table("numbers", "What <they> are.", ["task", "AUC"], [["a", "0.9"], ["b", "0.8, 0.7"]])


def _figure() -> Figure:
    figure = Figure()
    figure.subplots().plot([0, 1])
    return figure


def test_table_as_markdown_and_csv() -> None:
    assert TABLE.markdown().splitlines()[0] == "| task | AUC |"
    assert TABLE.csv() == 'task,AUC\na,0.9\nb,"0.8, 0.7"\n'


def test_report_writes_everything_and_nothing_half(tmp_path: Path) -> None:
    results = {"settings": {"seed": 3}, "tasks": {"a": {"auc": 0.9}}}
    pictures = [Picture("map", "A map.", _figure())]
    page = write_report(tmp_path / "out", "Title", results, [TABLE], pictures)
    files = {path.name for path in page.parent.iterdir()}
    assert files == {"results.json", "numbers.csv", "numbers.md", "map.png", "report.html"}
    assert json.loads((page.parent / "results.json").read_text()) == results


def test_page_is_self_contained_and_escaped(tmp_path: Path) -> None:
    pictures = [Picture("map", "A map.", _figure())]
    html = write_report(tmp_path, "Title", {"settings": {"seed": 3}}, [TABLE], pictures).read_text()
    assert "&lt;they&gt;" in html
    assert "seed: 3" in html
    assert not re.search(r"""(src|href)=["'](?!data:)""", html)
    assert html.count("data:image/png;base64,") == 1


def test_a_table_goes_to_a_folder_or_to_one_file(tmp_path: Path) -> None:
    results = {"auc": [0.9, 0.8]}
    files = write_table(tmp_path / "new", TABLE, results)
    assert [file.name for file in files] == ["numbers.md", "numbers.csv", "numbers.json"]
    assert files[0].read_text() == f"What <they> are.\n\n{TABLE.markdown()}"
    assert files[1].read_text() == TABLE.csv()
    assert json.loads(files[2].read_text()) == results
    assert write_table(tmp_path / "one.csv", TABLE, results) == [tmp_path / "one.csv"]
    (tmp_path / "v1.2").mkdir()
    assert table_files(tmp_path / "v1.2", "t")[0] == tmp_path / "v1.2" / "t.md"
    with pytest.raises(ValueError, match=r"\.md, \.csv or \.json \(got 'one\.txt'\)"):
        write_table(tmp_path / "one.txt", TABLE, results)
