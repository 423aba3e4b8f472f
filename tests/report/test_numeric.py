"""Every form of a number that the tables print comes apart again."""

import math

import pytest

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ProbeScore
from pyg_jets.report.numeric import numeric


@pytest.mark.parametrize(
    ("estimate", "parts"),
    [
        (Estimate(0.5, 0.4, 0.6), {"": "0.50", "low": "0.40", "high": "0.60"}),
        (
            Estimate(0.5, 0.4, 0.6, spread=0.02),
            {"": "0.50", "low": "0.40", "high": "0.60", "spread": "0.02"},
        ),
        (
            Estimate(-0.5, -0.6, -0.4, count=1, total=3),
            {"": "-0.50", "low": "-0.60", "high": "-0.40", "count": "1", "total": "3"},
        ),
        (
            ProbeScore(0.5, 0.4, 0.6, worst=0.5),
            {"": "0.50", "low": "0.40", "high": "0.60", "mark": "†"},
        ),
        (Estimate(math.inf, 870, math.inf, count=0, total=9), {"": "> 870 (0 of 9)"}),
    ],
)
def test_parts_stand_in_columns(estimate: Estimate, parts: dict[str, str]) -> None:
    titles, rows = numeric(["task", "x"], [["w", str(estimate)]])
    names = ["task", *(f"x {name}".strip() for name in parts)]
    assert (titles, rows) == (names, [["w", *parts.values()]])


def test_other_cells_stay() -> None:
    titles, rows = numeric(["a", "b"], [["1, 2", "0.5 [0.4, 0.6]"], ["x", "–"]])
    assert titles == ["a", "b", "b low", "b high"]
    assert rows == [["1, 2", "0.5", "0.4", "0.6"], ["x", "–", "", ""]]
