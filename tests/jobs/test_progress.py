"""A bar in a terminal; in a log file few lines, with the time of day and nothing else."""

import io
import re
import sys
from types import SimpleNamespace

import pytest

from pyg_jets.jobs import progress as module
from pyg_jets.jobs.progress import Progress, duration, say, shown

STAMP = "2026-01-02 03:04:05 "


class Clock(SimpleNamespace):
    now = 100.0

    def monotonic(self) -> float:
        return self.now

    def strftime(self, _: str) -> str:
        return STAMP.strip()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_a_terminal_has_a_bar() -> None:
    stream = Terminal()
    with Progress(4000, done=1000, title="w", stream=stream) as progress:
        progress.report("a worker died")
        progress.add(3000)
    lines = re.split(r"[\r\n]+", stream.getvalue())
    assert "a worker died" in lines
    assert any(line.startswith("w: 1,000 of 4,000 jets |") for line in lines)
    assert any(line.startswith("w: 4,000 of 4,000 jets |") for line in lines)
    assert stream.getvalue().endswith("\n")


def test_a_file_has_few_lines(clock: Clock) -> None:
    stream = io.StringIO()
    with Progress(100, stream=stream) as progress:
        for _ in range(100):
            clock.now += 1
            progress.add(1)
        progress.report("the end")
    assert stream.getvalue().splitlines() == [
        f"{STAMP}{text}"
        for text in (
            "0 of 100 jets",
            "30 of 100 jets, 1.0 jets/s, 1 min 10 s left",
            "60 of 100 jets, 1.0 jets/s, 40 s left",
            "90 of 100 jets, 1.0 jets/s, 10 s left",
            "100 of 100 jets, 1.0 jets/s, 1 min 40 s in all",
            "the end",
        )
    ]


def test_what_was_there_before_tells_no_speed(clock: Clock) -> None:
    progress = Progress(4000, "MB", done=1000, title="a.h5", stream=io.StringIO())
    assert str(progress) == "a.h5: 1,000 of 4,000 MB"
    clock.now += 20
    progress.add(1000)
    assert str(progress) == "a.h5: 2,000 of 4,000 MB, 50.0 MB/s, 40 s left"


def test_the_last_megabyte_is_the_end(clock: Clock) -> None:
    stream = io.StringIO()
    progress = Progress(0.3, "MB", stream=stream)
    for _ in range(3):
        clock.now += 1
        progress.add(0.1)
    assert len(stream.getvalue().splitlines()) == 2


@pytest.mark.usefixtures("clock")
def test_items_go_by(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(shown([3, 4], 2, "networks", "nulls")) == [3, 4]
    first, last = capsys.readouterr().err.splitlines()
    assert first == f"{STAMP}nulls: 0 of 2 networks"
    assert last.startswith(f"{STAMP}nulls: 2 of 2 networks, ")


def test_a_line_of_its_own(clock: Clock) -> None:
    del clock
    for stream, text in ((io.StringIO(), f"{STAMP}done\n"), (Terminal(), "done\n")):
        say("done", stream)
        assert stream.getvalue() == text


def test_standard_error_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with Progress(1) as progress:
        progress.add(1)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59.7, "1 min 0 s"), (3599, "59 min 59 s"), (90061, "25 h 1 min")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text
