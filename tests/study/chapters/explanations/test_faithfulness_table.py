"""Cells are the measures, and numbers are what JSON knows."""

import json
import math
from typing import Any

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.explanations.faithfulness import Faithfulness
from pyg_jets.study.chapters.explanations.faithfulness_table import faithfulness_table
from pyg_jets.study.numbers import numbers_by_name

ONE = Estimate(0.5, 0.4, 0.6, 3, 6)
ALL = dict.fromkeys(Faithfulness._fields, ONE)


def _measures(**others: Any) -> Faithfulness:
    return Faithfulness(**{**ALL, **others})


METHODS = {"this": _measures(seconds=1.25), "that": _measures(completeness=None, seconds=0.001)}


def test_a_row_for_each_method() -> None:
    table = faithfulness_table("w-qcd", METHODS, "300 W jets")
    assert table.name == "faithfulness-w-qcd"
    assert "on 300 W jets of w-qcd" in table.caption
    assert len(set(table.header)) == len(table.header) == 13
    assert table.rows[0] == ["this", *["0.50 [0.40, 0.60]"] * 11, "1.2"]
    assert table.rows[1][-2:] == ["–", "0.001"]
    exact = _measures(completeness=Estimate(2e-7, 1e-7, 3e-7))
    assert faithfulness_table("w-qcd", {"that": exact}).rows[0][11] == "< 0.0001"


def test_numbers_for_machines() -> None:
    numbers = numbers_by_name(METHODS)
    assert json.loads(json.dumps(numbers)) == numbers
    assert numbers["this"]["infidelity"] == 0.5
    assert numbers["this"]["infidelity_interval"] == [0.4, 0.6]
    assert numbers["that"]["completeness"] is None
    assert math.isclose(numbers["that"]["seconds"], 0.001)
