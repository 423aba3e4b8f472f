"""Signals become one exception, and everything is as before behind the block."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from pyg_jets.jobs import signals
from pyg_jets.jobs.signals import Stopped, left_alone, stopped_by_signals

NAMES = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated", signal.SIGHUP: "hung up"}


@pytest.fixture(autouse=True)
def none_is_ignored() -> Iterator[None]:
    """As in a terminal: what ``nohup`` or a shell in the background ignores is not."""
    ignored = [number for number in NAMES if signal.getsignal(number) == signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


@pytest.mark.parametrize("number", NAMES)
def test_each_signal_is_raised(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Stopped) as stopped, stopped_by_signals():
        os.kill(os.getpid(), number)
    assert (str(stopped.value), stopped.value.exit_code) == (NAMES[number], 128 + number)
    assert signal.getsignal(number) == before


def test_a_signal_that_is_sent_twice_does_not_disturb_the_cleaning_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(signals, "time", SimpleNamespace(monotonic=lambda: clock.now))
    cleaned = []

    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            cleaned.append("all")

    with stopped_by_signals():
        with pytest.raises(Stopped):
            work()
        clock.now += 5
        with pytest.raises(Stopped):
            os.kill(os.getpid(), signal.SIGINT)
    assert cleaned == ["all"]


def test_what_goes_on_after_ctrl_c_does_not_go_on_after_a_signal() -> None:
    def library() -> str:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            return "half done"
        return "done"

    with pytest.raises(Stopped, match="interrupted"), stopped_by_signals():
        library()


@pytest.mark.parametrize("error", [ImportError("initialization failed"), SystemExit(3)])
def test_what_a_library_makes_of_a_signal_is_one(error: BaseException) -> None:
    def library() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except BaseException:
            raise error from None

    with pytest.raises(Stopped, match="terminated") as stopped, stopped_by_signals():
        library()
    assert stopped.value.__cause__ is error
    with pytest.raises(type(error)) as caught, stopped_by_signals():
        raise error
    assert caught.value is error


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_a_thread_nothing_changes() -> None:
    seen = []

    def work() -> None:
        with stopped_by_signals(), left_alone():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]


def test_children_never_see_ctrl_c() -> None:
    asks = "import signal; print(signal.getsignal(signal.SIGINT) == signal.SIG_IGN)"
    before = signal.getsignal(signal.SIGINT)
    with left_alone():
        done = subprocess.run([sys.executable, "-c", asks], capture_output=True, check=True)
    assert done.stdout == b"True\n"
    assert signal.getsignal(signal.SIGINT) == before
