"""How far a campaign is: one line that stays in its place in a terminal, a few lines in a file."""

from __future__ import annotations

import time
from typing import TextIO

_SECONDS_BETWEEN_LINES = 30.0
_BACK = "\r\x1b[K"


class Progress:
    """Jets that are there, their rate and the time left.

    Args:
        total: Jets of the whole campaign.
        done: Jets that were there before.
        stream: A terminal, whose line is rewritten, or a file, which gets a line every half minute.
    """

    def __init__(self, total: int, done: int, stream: TextIO) -> None:
        self.total, self.done, self.stream = total, done, stream
        self._before, self._start, self._last = done, time.monotonic(), -_SECONDS_BETWEEN_LINES
        self._terminal, self._open = stream.isatty(), False

    def add(self, jets: int) -> None:
        """Count a finished shard and show it."""
        self.done += jets
        now, finished = time.monotonic(), self.done >= self.total
        if self._terminal:
            self.stream.write(f"{_BACK}{self}")
            self._open = True
        elif finished or now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            self.stream.write(f"{self}\n")
        self.stream.flush()

    def report(self, text: str) -> None:
        """Say something on a line of its own."""
        self.stream.write(f"{_BACK if self._open else ''}{text}\n")
        self.stream.flush()
        self._open = False

    def end(self) -> None:
        """Leave the line of a terminal, whatever comes next."""
        if self._open:
            self.stream.write("\n")
            self._open = False

    def __str__(self) -> str:
        """For example ``4,000 of 10,000 jets, 47.1 jets/s, 2 min 7 s left``."""
        text, made = f"{self.done:,} of {self.total:,} jets", self.done - self._before
        if made == 0:
            return text
        seconds = max(time.monotonic() - self._start, 1e-3)
        left = (self.total - self.done) * seconds / made
        end = f"{duration(left)} left" if left else f"{duration(seconds)} in all"
        return f"{text}, {made / seconds:.1f} jets/s, {end}"


def duration(seconds: float) -> str:
    """Two units of time, such as ``2 h 5 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
