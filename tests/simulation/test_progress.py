"""One line in a terminal, few in a file."""

import io

import pytest

from pyg_jets.simulation import _progress
from pyg_jets.simulation._progress import Progress, duration


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(_progress, "time", clock)
    return clock


def test_a_terminal_has_one_line(clock: Clock) -> None:
    stream = Terminal()
    progress = Progress(4000, 1000, stream)
    progress.add(0)
    clock.now += 20
    progress.add(1000)
    progress.report("a worker died")
    clock.now += 20
    progress.add(2000)
    progress.end()
    progress.end()
    assert stream.getvalue() == (
        "\r\x1b[K1,000 of 4,000 jets"
        "\r\x1b[K2,000 of 4,000 jets, 50.0 jets/s, 40 s left"
        "\r\x1b[Ka worker died\n"
        "\r\x1b[K4,000 of 4,000 jets, 75.0 jets/s, 40 s in all\n"
    )


def test_a_file_has_few_lines(clock: Clock) -> None:
    stream = io.StringIO()
    progress = Progress(100, 0, stream)
    progress.add(0)
    for _ in range(100):
        clock.now += 1
        progress.add(1)
    progress.report("the end")
    lines = stream.getvalue().splitlines()
    assert lines == [
        "0 of 100 jets",
        "30 of 100 jets, 1.0 jets/s, 1 min 10 s left",
        "60 of 100 jets, 1.0 jets/s, 40 s left",
        "90 of 100 jets, 1.0 jets/s, 10 s left",
        "100 of 100 jets, 1.0 jets/s, 1 min 40 s in all",
        "the end",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59.7, "1 min 0 s"), (3599, "59 min 59 s"), (90061, "25 h 1 min")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text
