"""Signals that end a process become an exception, so that whatever is open is cleaned up."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SECONDS = 1.0
"""Within which a signal repeats the one before: ``timeout`` sends its own twice."""


class Stopped(BaseException):
    """A signal came.

    It is no ``KeyboardInterrupt``: some libraries catch that one and go on with what is half done.

    Args:
        number: Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_code(self) -> int:
        """As shells and batch systems know it: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.number

    def __str__(self) -> str:
        """For people."""
        names = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
        return names.get(signal.Signals(self.number), "hung up")


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Raise :class:`Stopped` in the block for Ctrl-C, SIGTERM and a terminal that hangs up.

    Signals that are ignored already, as by ``nohup``, stay so. In a thread nothing changes: Python
    gives signals to the main thread only. A library in which a signal comes may make another
    exception of it, as a C++ module makes ``ImportError`` while it is imported: that is
    :class:`Stopped`, too.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    last = [-_SECONDS]
    came: list[int] = []

    def stop(number: int, _: Any) -> None:
        now = time.monotonic()
        repeated, last[0] = now - last[0] < _SECONDS, now
        if not repeated:
            came.append(number)
            raise Stopped(number)

    before = {number: signal.getsignal(number) for number in _ENDING}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    except (Exception, SystemExit) as error:
        if came:
            raise Stopped(came[0]) from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def left_alone() -> Iterator[None]:
    """Processes that are started in the block never see Ctrl-C: it is for the one that waits."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A mask would be undone: Python's resource tracker takes it away when it starts.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
