"""Tables say what the numbers say."""

import json
from dataclasses import replace

import numpy as np

from pyg_jets.study.chapters.robustness.irc_scan import Scan
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness
from pyg_jets.study.chapters.robustness.tables import (
    robustness_numbers,
    robustness_table,
    safety_table,
)


def test_the_unsafe_one_is_flagged(tested: list[TaggerRobustness]) -> None:
    table = safety_table(tested, "w-qcd")
    assert list(table.header[1:4]) == [
        "soft limit, in the jet",
        "soft limit, far from the jet",
        "collinear limit",
    ]
    safe, unsafe = table.rows
    assert [cell.split()[0] for cell in safe[1:4]] == ["safe"] * 3
    assert [cell.split()[0] for cell in unsafe[1:4]] == ["unsafe"] * 3
    assert safe[4:6] == ["0.30 [0.20, 0.40]", "0.20 [0.10, 0.30]"]
    assert unsafe[4:] == ["–"] * 4


def test_each_limit_stands_in_its_column(tested: list[TaggerRobustness]) -> None:
    quiet, loud = Scan((1.0,), np.array([[0, 0, 1e-9]])), Scan((1.0,), np.array([[0, 0, 0.5]]))
    for number, name in enumerate(("soft", "soft_far", "collinear")):
        scans = {**dict.fromkeys(tested[0].scans, quiet), name: loud}
        row = safety_table([replace(tested[0], scans=scans)], "w-qcd").rows[0]
        verdicts = [cell.split()[0] for cell in row[1:4]]
        assert [k for k, verdict in enumerate(verdicts) if verdict == "unsafe"] == [number]


def test_rows_and_numbers(tested: list[TaggerRobustness]) -> None:
    table = robustness_table(tested, "w-qcd")
    names = ["1 soft in the jet", "10 soft in the jet", "1 soft far from the jet"]
    assert [row[:2] for row in table.rows] == [[x, name] for x in ("EFN", "n") for name in names]
    assert {len(row) for row in table.rows} == {len(table.header)}
    text = json.dumps(list(map(robustness_numbers, tested)), allow_nan=False)
    safe, unsafe = json.loads(text)
    assert unsafe["limits"]["soft"]["safe"] is False
    assert safe["collinear"]["trained"]["partial"] == 0.2
    assert safe["jet_radius"] == 0.6
    assert safe["changes"]["10 soft in the jet"]["map_correlation"].keys() == {"0", "1"}
    for caption in (table.caption, safety_table(tested, "w-qcd").caption):
        assert "Soft particles in the jet: within 0.6 of its axis." in caption
        assert "Far from the jet: anywhere at |η| < 5" in caption
