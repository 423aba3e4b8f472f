"""Tables of a benchmark that is written down by hand."""

import pytest

from pyg_jets.evaluation.benchmark.results import Benchmark, Row
from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.benchmark.tables import (
    cost_table,
    measures_table,
    ranked_table,
    tagger_table,
)


def _at(value: float) -> Estimate:
    return Estimate(value, value - 0.1, value + 0.1)


@pytest.fixture(scope="module")
def result() -> Benchmark:
    rows = []
    for tagger, better in (("recnn", 0.6), ("efn", 0.8)):
        rows += [
            Row("planted", tagger, "oracle", "auc", _at(1), _at(1)),
            Row("planted", tagger, "worse", "auc", _at(0.55), _at(0.1)),
            Row("planted", tagger, "better", "auc", _at(better), _at(better)),
            Row("planted", tagger, "better", "completeness", _at(0.2), None),
        ]
    rows.append(Row("planted", "efn", "unknown", "auc", _at(0.5), None))
    known = ("angularity", "known function")
    rows += [
        Row(*known, "off", "auc", _at(1), _at(1)),
        Row(*known, "off", "error", _at(0.5), None),
        Row(*known, "exact", "auc", _at(1), _at(1)),
        Row(*known, "exact", "error", Estimate(1e-15, 1e-15, 1e-15), None),
    ]
    speed = {
        ("planted", "efn", "better"): 10.0,
        ("veto", "efn", "better"): 30.0,
        ("planted", "recnn", "worse"): 1.0,
    }
    auc = {("planted", "recnn"): _at(0.8), ("angularity", "known function"): _at(1)}
    settings = {"jets": 100, "trainings": 3, "controls": 2}
    return Benchmark(rows, {}, auc, speed, settings)


def test_the_best_mean_comes_first(result: Benchmark) -> None:
    table = ranked_table(result, "planted")
    assert table.header == ["method", "mean", "recnn", "efn"]
    assert [row[:2] for row in table.rows] == [
        ["oracle", "1.00"],
        ["better", "0.70"],
        ["worse", "0.10"],
        ["unknown", "–"],
    ]
    assert table.rows[1][2:] == ["0.60 [0.50, 0.70]", "0.80 [0.70, 0.90]"]
    assert table.rows[3][2:] == ["–", "–"]
    assert "100 test jets, means of 3 trainings" in table.caption


def test_known_functions_are_ranked_by_their_errors(result: Benchmark) -> None:
    table = ranked_table(result, "angularity")
    assert table.header == ["method", "mask AUC", "error"]
    assert [row[0] for row in table.rows] == ["exact", "off"]
    assert table.rows[0][2] == "0.000 [0.000, 0.000]"


def test_every_measure_as_it_is(result: Benchmark) -> None:
    table = measures_table(result, "planted")
    assert table.name == "benchmark-planted-measures"
    assert table.header == ["tagger", "method", "mask AUC", "sum off by"]
    assert ["efn", "better", "0.80 [0.70, 0.90]", "0.20 [0.10, 0.30]"] in table.rows
    assert ["recnn", "worse", "0.55 [0.45, 0.65]", "–"] in table.rows


def test_taggers_and_cost(result: Benchmark) -> None:
    assert tagger_table(result).rows == [
        ["recnn", "0.80 [0.70, 0.90]", "–"],
        ["known function", "–", "1.00 [0.90, 1.10]"],
    ]
    table = cost_table(result)
    assert table.header == ["method", "efn", "recnn"]
    assert table.rows == [["better", "15", "–"], ["worse", "–", "1"]]
