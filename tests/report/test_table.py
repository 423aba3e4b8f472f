"""Tables as text, and where they are written."""

import json
from pathlib import Path

import pytest

from pyg_jets.report import Table, table_files, write_table

TABLE = Table("numbers", "What <they> are.", ["task", "AUC"], [["a", "0.9"], ["b", "0.8, 0.7"]])


def test_table_as_markdown_and_csv() -> None:
    assert TABLE.markdown().splitlines()[:2] == ["| task | AUC |", "| --- | ---: |"]
    assert TABLE.csv() == 'task,AUC\na,0.9\nb,"0.8, 0.7"\n'


def test_rows_of_one_task_stand_without_their_task() -> None:
    rows = TABLE.of_task("b")
    assert rows is not None
    assert (rows.header, rows.rows, rows.task) == (["AUC"], [["0.8, 0.7"]], "b")
    assert TABLE.of_task("c") is None
    assert Table("other", "", ["AUC"], [["0.9"]]).of_task("a") is None
    assert rows.of_task("b") is None


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["0.9 [0.8, 1.0]", "-0.1", "> 120"], True),
        (["−3 of 5", "nan", "", "–"], True),
        (["0.9", "yes"], False),
        (["no: 3"], False),
    ],
)
def test_columns_of_numbers_are_known(cells: list[str], expected: bool) -> None:
    assert Table("t", "", ["x"], [[cell] for cell in cells]).is_number(0) is expected


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


def test_what_all_rows_say_is_said_once() -> None:
    header = ["task", "cell", "AUC"]
    table = Table("a", "Numbers.", header, [["w", "simple", "0.9"], ["t", "simple", "0.8"]])
    folded = table.folded()
    assert (folded.header, folded.rows) == (["task", "AUC"], [["w", "0.9"], ["t", "0.8"]])
    assert folded.caption == "Numbers. In all rows: cell: simple."
    assert "simple" in table.markdown()
    one = Table("a", "Numbers.", header, [["w", "simple", "0.9"]])
    assert one.folded() is one
