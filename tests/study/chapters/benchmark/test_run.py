"""What is written: tables for readers, CSV, and all numbers once."""

import json
from pathlib import Path

from pyg_jets.evaluation.benchmark.results import Benchmark, Row
from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.benchmark.run import show, write


def test_files_and_their_numbers(tmp_path: Path) -> None:
    row = Row("planted", "recnn", "lrp", "auc", Estimate(0.5, 0.4, 0.6), None)
    settings = {"jets": 100, "trainings": 1, "controls": 1}
    result = Benchmark([row], {("efn", "lrp"): "no"}, {}, {}, settings)
    names = [table.name for table in show(result).tables]
    assert names == [
        "benchmark-planted",
        "benchmark-taggers",
        "benchmark-cost",
        "benchmark-planted-measures",
    ]
    files = write(result, tmp_path / "new")
    assert {file.name for file in files} == {
        "benchmark.json",
        *(f"{name}.{ending}" for name in names for ending in ("md", "csv")),
    }
    numbers = json.loads((tmp_path / "new" / "benchmark.json").read_text())
    assert numbers == result.numbers()
    assert numbers["refused"] == [["efn", "lrp", "no"]]
    assert "| lrp |" in (tmp_path / "new" / "benchmark-planted.md").read_text()
