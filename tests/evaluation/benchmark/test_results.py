"""Plain numbers of the small benchmark."""

import json

from pyg_jets.evaluation.benchmark.results import Benchmark, Row
from pyg_jets.metrics import Estimate


def test_all_numbers_go_through_json(small: Benchmark) -> None:
    numbers = json.loads(json.dumps(small.numbers(), allow_nan=False))
    assert len(numbers["rows"]) == len(small.rows)
    first, row = numbers["rows"][0], small.rows[0]
    assert first["method"] == row.method
    assert first["value"][0] == round(row.value.value, 6)
    assert {tuple(entry[:2]) for entry in numbers["refused"]} == {
        ("lundnet", "attention"),
        ("known function", "attention"),
    }
    assert numbers["settings"]["trainings"] == 2
    assert all(rate > 0 for *_, rate in numbers["jets_per_second"])


def test_rows_by_their_names() -> None:
    row = Row("a", "b", "c", "auc", Estimate(1, 1, float("inf")), None)
    result = Benchmark([row, row._replace(truth="d")], {}, {}, {}, {})
    assert list(result.find(truth="a", measure="auc")) == [row]
    assert list(result.find(truth="e")) == []
    assert result.numbers()["rows"][0]["value"] == [1, 1, None, None]
