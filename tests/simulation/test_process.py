"""What Pythia is told of a process, and what is refused."""

from typing import Any

import pytest

from pyg_jets.simulation import PROCESSES, Process
from pyg_jets.simulation.process import process_of

UNSEEN = ("23:onMode = off", "23:onIfAny = 12 14 16")


def test_what_the_built_in_kinds_are() -> None:
    lines = {name: process.lines for name, process in PROCESSES.items()}
    of_w = ("24:onMode = off", "24:onIfAny = 1 2 3 4 5")
    assert lines["w"] == ("WeakDoubleBoson:ffbar2WW = on", *of_w)
    assert lines["top"] == ("Top:gg2ttbar = on", "Top:qqbar2ttbar = on", *of_w)
    assert lines["qcd"] == ("HardQCD:all = on",)
    assert lines["z_gluon"][-2:] == UNSEEN
    for name, codes in (("hbb", "5 5"), ("hcc", "4 4"), ("hgg", "21 21")):
        assert lines[name] == (
            "HiggsSM:ffbar2HZ = on", *UNSEEN, "25:onMode = off", f"25:onIfMatch = {codes}"
        )  # fmt: skip
    assert len(set(lines.values())) == len(PROCESSES)
    assert {name: process.prongs for name, process in PROCESSES.items() if process.prongs > 1} == {
        "w": 2, "top": 3, "z": 2, "wqq": 2, "zqq": 2, "hbb": 2, "hcc": 2, "hgg": 2
    }  # fmt: skip


def test_signs_do_not_matter() -> None:
    one = Process("phi", ("HiggsSM:ffbar2HZ = on",), -25, (5, -5))
    assert one == Process("phi", ("HiggsSM:ffbar2HZ = on",), 25, (-5, 5))
    assert process_of(one) is one
    assert process_of("w") is PROCESSES["w"]


def test_decays_into_two_are_told_longer_ones_are_not() -> None:
    on = ("NewGaugeBoson:ffbar2Wprime = on",)
    assert Process("a", on, 34, (6, 5)).lines[1:] == ("34:onMode = off", "34:onIfMatch = 6 5")
    assert Process("a", on, 34, ("q", 5)).lines[1:] == ("34:onMode = off", "34:onIfAny = 5")
    assert Process("a", on, 34, ("q", "q", "q", "q")).lines == on
    assert Process("a", on).lines == on


@pytest.mark.parametrize(
    ("decay", "codes", "places"),
    [
        ((5, "q", "q"), [5, 2, 1], [0, 1, 2]),
        ((5, "q", "q"), [3, 5, 4], [1, 0, 2]),
        ((5, "q", "q"), [5, 4, 5], [0, 1, 2]),
        (("q", 21), [21, 3], [1, 0]),
        ((5, "q", "q"), [3, 2, 1], None),
        (("q", "q"), [21, 3], None),
        ((5, 5), [5, 4], None),
    ],
)
def test_partons_come_in_the_order_of_the_decay(
    decay: Any, codes: list[int], places: list[int] | None
) -> None:
    assert Process("a", ("x",), 25, decay).arranged(codes) == places


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", ("a",)), "a process must have a name and settings that switch it on"),
        (("phi", ()), "a process must have a name and settings that switch it on"),
        (("phi", ("a",), None, (5, 5)), "'decay' of the process 'phi' needs a 'resonance'"),
        (("phi", ("a",), 25), r"must be a PDG code and 'decay' two or more .*got 25 and \(\)"),
        (("phi", ("a",), 25, (5,)), "must be a PDG code and 'decay' two or more"),
        (("phi", ("a",), 0, (5, 5)), "must be a PDG code and 'decay' two or more"),
        (("phi", ("a",), 25, (5, 0)), "must be a PDG code and 'decay' two or more"),
        (("phi", ("a",), 25, (5, "b")), "must be a PDG code and 'decay' two or more"),
    ],
)
def test_refused(arguments: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Process(*arguments)


def test_unknown_kinds_are_listed() -> None:
    with pytest.raises(ValueError, match=r"'kind' must be one of w, top, .*hgg \(got 'b'\): for a"):
        process_of("b")
