"""What the tables and the JSON say of each number."""

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.study.chapters.probes.tables import probe_table


def test_probes_stand_beside_the_papers_and_their_controls() -> None:
    numbers = [
        ProbeScore(value, value - 0.01, value + 0.01, 90, 100, limited=7, worst=share)
        for value, share in ((0.8, 0.02), (0.5, 0.3), (0, 0.02), (0.3, 0.02))
    ]
    numbers.append(ProbeScore(0.6, 0.58, 0.62, 90, 100))
    probes = ControlledProbe(*numbers)
    table = probe_table({"w-qcd": {"tau_21": probes}}, layer="head.1")
    assert table.rows == [
        [
            "w-qcd",
            "tau_21",
            "0.800 [0.790, 0.810]",
            "–",
            "0.500 [0.490, 0.510] †",
            "0.000 [-0.010, 0.010]",
            "0.300 [0.290, 0.310]",
            "0.60 [0.58, 0.62]",
            "90 of 100",
            "7",
            "0.02",
        ]
    ]
    assert len(table.header) == 11
    assert "†: the share is above a quarter" in table.caption
    embedding = probe_table({"w-qcd": {"tau_21": probes}}).rows[0]
    assert embedding[3] == "0.39"
    assert "read off the layer head.1 by least squares" in table.caption
    assert "68 % intervals" in table.caption


def test_a_task_that_the_paper_has_not() -> None:
    probes = ControlledProbe(*[ProbeScore(0.8, 0.7, 0.9)] * 5)
    assert probe_table({"w-top": {"mass": probes}}).rows[0][3] == "–"


def test_the_cost_of_erasing_stands_beside() -> None:
    probes = ControlledProbe(*[ProbeScore(0.8, 0.7, 0.9)] * 5)
    tasks = {"w-qcd": {"mass": probes}, "top-qcd": {"mass": probes}}
    table = probe_table(tasks, costs={"w-qcd": {"mass": Estimate(0.02, 0.01, 0.03)}})
    column = list(table.header).index("cost of erasing")
    assert [row[column] for row in table.rows] == ["0.020 [0.010, 0.030]", "–"]
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert "AUC lost when the observable is erased" in table.caption
