"""Verdicts on numbers made up so that they are known."""

from dataclasses import replace

import pytest

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe
from pyg_jets.study.trends import LEADERS, trend_table, verdict


def _estimate(value: float, error: float = 0.01) -> Estimate:
    return Estimate(value, value - error, value + error)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"c": 0.5, "d": 0.2}, "yes: b (0.80) is above c (0.50)"),
        ({"c": 0.79}, "yes, within errors: b (0.80) is above c (0.79)"),
        ({"c": 0.81, "d": 0.2}, "no, within errors: c (0.81) is above b (0.80)"),
        ({"c": 0.80, "d": 0.79}, "no, within errors: c (0.80) is above b (0.80)"),
        ({"c": 0.85, "d": 0.95}, "no: d (0.95), c (0.85) are above b (0.80)"),
    ],
)
def test_verdict(others: dict[str, float], words: str) -> None:
    numbers = {"a": 0.9, "b": 0.8, **others}
    estimates = {name: _estimate(value) for name, value in numbers.items()}
    assert verdict(estimates, ["a", "b"], list(others)) == words


def test_intervals_that_touch_overlap() -> None:
    above, below = Estimate(0.75, 0.5, 1.0), Estimate(0.25, 0.0, 0.5)
    assert verdict({"a": above, "b": below}, ["a"], ["b"]).startswith("yes, within errors: a")
    assert verdict({"a": above, "b": below}, ["b"], ["a"]).startswith("no, within errors: a")
    apart = Estimate(0.25, 0.0, 0.4375)
    assert verdict({"a": above, "b": apart}, ["a"], ["b"]).startswith("yes: a")
    assert verdict({"a": above, "b": apart}, ["b"], ["a"]).startswith("no: a")


def _probes(values: dict[str, float]) -> dict[str, ControlledProbe]:
    same = {name: ControlledProbe(*[_estimate(value)] * 5) for name, value in values.items()}
    return {name: replace(each, untrained=_estimate(0.1)) for name, each in same.items()}


def test_trends_of_the_papers_own_numbers() -> None:
    from pyg_jets.study.published import PROBE_R2

    tasks = {
        task: _probes({name: by_task[task] for name, by_task in PROBE_R2.items()})
        for task in LEADERS
    }
    table = trend_table(tasks)
    assert "6 of 6 hold" in table.caption
    assert [row[2][:3] for row in table.rows] == ["yes"] * 6
    assert table.rows[4][:2] == ["quark-gluon", "multiplicity and pt_d lead"]
    assert all(row[3].startswith("no, within errors") for row in table.rows)
