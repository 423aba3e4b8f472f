"""How far the work is: a bar in a terminal, lines with the time of day in a log file."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TextIO, TypeVar

from tqdm import tqdm

Item = TypeVar("Item")

_SECONDS_BETWEEN_LINES = 30.0
_BAR = "{desc}{n:,.0f} of {total:,.0f}{unit} |{bar:20}| {rate_fmt}, {remaining} left"


def say(text: str, stream: TextIO | None = None) -> None:
    """One line on standard error: above the bars of a terminal, elsewhere with the time of day.

    Args:
        text: Without its end.
        stream: Instead of standard error.
    """
    stream = stream or sys.stderr
    if stream is None:  # closed by whoever started this process
        return
    if stream.isatty():
        tqdm.write(text, file=stream)
    else:
        stream.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
    stream.flush()


class Progress:
    """How much is done, how fast, and about how long the rest takes.

    Args:
        total: All there is.
        unit: What is counted.
        done: What was there before.
        title: What is going on.
        stream: A terminal, which gets a bar, or a file, which gets a line every half minute;
            standard error.
    """

    def __init__(
        self,
        total: float,
        unit: str = "jets",
        *,
        done: float = 0,
        title: str = "",
        stream: TextIO | None = None,
    ) -> None:
        self.total, self.unit, self.done, self.title = total, unit, done, title
        self.stream = stream or sys.stderr
        self._before, self._start = done, time.monotonic()
        self._last = self._start
        self._bar: tqdm | None = None
        if self.stream is not None and self.stream.isatty():
            self._bar = tqdm(
                total=total,
                initial=done,
                unit=f" {unit}",
                desc=f"{title}: " if title else "",
                file=self.stream,
                bar_format=_BAR,
                dynamic_ncols=True,
            )
        else:
            say(str(self), self.stream)

    def add(self, number: float = 1) -> None:
        """Count what has been done."""
        self.done += number
        if self._bar is not None:
            self._bar.update(number)
            return
        now = time.monotonic()
        # Megabytes do not add up to the last digit.
        if self.done > self.total - 1e-6 or now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            say(str(self), self.stream)

    def report(self, text: str) -> None:
        """Say something on a line of its own."""
        say(text, self.stream)

    def end(self) -> None:
        """Leave the line of a terminal, whatever comes next."""
        if self._bar is not None:
            self._bar.close()

    def __enter__(self) -> Progress:
        """End with the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self.end()

    def __str__(self) -> str:
        """For example ``4,000 of 10,000 jets, 47.1 jets/s, 2 min 7 s left``."""
        title = f"{self.title}: " if self.title else ""
        text = f"{title}{self.done:,.0f} of {self.total:,.0f} {self.unit}"
        made = self.done - self._before
        if made == 0:
            return text
        seconds = max(time.monotonic() - self._start, 1e-3)
        left = (self.total - self.done) * seconds / made
        end = f"{duration(left)} left" if left else f"{duration(seconds)} in all"
        return f"{text}, {made / seconds:.1f} {self.unit}/s, {end}"


def shown(items: Iterable[Item], total: int, unit: str, title: str = "") -> Iterator[Item]:
    """The same items; each counts as done when the next one is asked for.

    Args:
        items: One after the other.
        total: How many there are.
        unit: What is counted.
        title: What is going on.
    """
    with Progress(total, unit, title=title) as progress:
        for item in items:
            yield item
            progress.add()


def duration(seconds: float) -> str:
    """Two units of time, such as ``2 h 5 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
