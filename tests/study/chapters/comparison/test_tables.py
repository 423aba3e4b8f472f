"""Rows, means and numbers of made-up taggers."""

import json
import math
from dataclasses import replace

from pyg_jets.study.chapters.comparison.tables import (
    comparison_numbers,
    comparison_table,
)
from pyg_jets.taggers import FCN
from tests.study.chapters.comparison.made_up import TRAINED, estimate


def test_a_row_for_each_tagger_and_the_baseline() -> None:
    table = comparison_table(TRAINED, [estimate(0.7), estimate(0.72)], "w-qcd")
    assert [row[0] for row in table.rows] == ["A", "B", "mass, multiplicity"]
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert table.rows[0][1] == "0.91 [0.88, 0.94] ± 0.01"
    assert table.rows[1][1] == "0.800 [0.790, 0.810]"
    assert table.header[5] == "calibration error"
    assert table.rows[0][5] == "0.91 [0.88, 0.94] ± 0.01"
    assert table.header[6] == "temperature"
    assert table.rows[0][7:] == ["1,234", "0.12", "1,000", "20,000"]
    assert table.rows[2][1].startswith("0.71 [")
    assert "means of 2 trainings" in table.caption
    assert "each by its own recipe but for the epochs (7);" in table.caption
    as_they_are = [replace(TRAINED[0], epochs=0, train_rate=math.nan), TRAINED[1]]
    given = comparison_table(as_they_are, [estimate(0.7)], "w-qcd")
    assert given.rows[0][9] == "–"
    assert "on the same jets: A as given, the others trained on the same jets" in given.caption
    asked = [replace(one, epochs=FCN.recipe.epochs) for one in TRAINED]
    assert "each by its own recipe;" in comparison_table(asked, [estimate(0.7)], "w-qcd").caption


def test_numbers() -> None:
    numbers = json.loads(json.dumps(comparison_numbers(TRAINED)))
    assert [row["tagger"] for row in numbers] == ["A", "B", "A"]
    assert (numbers[2]["auc"], numbers[2]["seed"], numbers[2]["epochs"]) == (0.92, 1, 7)
