"""A study's jobs in several processes, and about how long they will still take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from pyg_jets.jobs import pool, progress
from pyg_jets.study.plan import Job


class Clock:
    """Says on standard error what has been done, or nothing.

    Args:
        speaks: Whether it says anything.
    """

    def __init__(self, speaks: bool = True) -> None:
        self.speaks = speaks

    def say(self, text: str) -> None:
        """One line.

        Args:
            text: Without its end.
        """
        if self.speaks:
            progress.say(text)


_KEPT = 1.0
"""Seconds below which a job found its result kept from before: it tells no speed."""


def run_jobs(jobs: Sequence[Job], workers: int, say: Callable[[str], object]) -> None:
    """Run all jobs; what they give is kept by their stages.

    Args:
        jobs: The longest first, or the last one is waited for alone.
        workers: Processes; with one the jobs run here.
        say: Is told after each job which it was, and about how long the rest will take.

    Raises:
        OSError: If processes die again and again; what was finished is kept.
    """
    left = sum(job.cost for job in jobs)
    seconds = costs = 0.0
    done = pool.results(_timed, jobs, workers=workers, report=say)
    for count, (number, took) in enumerate(done, start=1):
        left -= jobs[number].cost
        if took > _KEPT:
            seconds, costs = seconds + took, costs + jobs[number].cost
        rest = (
            f", about {progress.duration(left * seconds / costs / workers)} left" if costs else ""
        )
        say(f"{jobs[number].title} ({count} of {len(jobs)}{rest})")


def _timed(job: Job) -> float:
    """How long it took; the result is on disk and need not come back."""
    start = time.monotonic()
    job.run()
    return time.monotonic() - start
