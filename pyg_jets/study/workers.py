"""A study's jobs in several processes, and about how long they will still take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError

from pyg_jets.study.plan import Job


class Clock:
    """Says on standard error what has been done, with the minutes since the beginning.

    Args:
        speaks: Whether it says anything.
    """

    def __init__(self, speaks: bool = True) -> None:
        self.speaks, self.start = speaks, time.monotonic()

    def say(self, text: str) -> None:
        """One line.

        Args:
            text: Without its end.
        """
        if self.speaks:
            minutes = (time.monotonic() - self.start) / 60
            sys.stderr.write(f"[{minutes:6.1f} min] {text}\n")
            sys.stderr.flush()


_KEPT = 1.0
"""Seconds below which a job found its result kept from before: it tells no speed."""


def run_jobs(jobs: Sequence[Job], workers: int, say: Callable[[str], object]) -> None:
    """Run all jobs; what they give is kept by their stages.

    Args:
        jobs: The longest first, or the last one is waited for alone.
        workers: Processes; with one the jobs run here.
        say: Is told after each job which it was, and about how long the rest will take.

    Raises:
        OSError: If a process dies.
    """
    left = sum(job.cost for job in jobs)
    seconds = costs = 0.0
    done = Parallel(n_jobs=workers, return_as="generator_unordered")(
        delayed(_timed)(number, job) for number, job in enumerate(jobs)
    )
    try:
        for count, (number, took) in enumerate(done, start=1):
            left -= jobs[number].cost
            if took > _KEPT:
                seconds, costs = seconds + took, costs + jobs[number].cost
            rest = f", about {_minutes(left * seconds / costs / workers)} left" if costs else ""
            say(f"{jobs[number].title} ({count} of {len(jobs)}{rest})")
    except TerminatedWorkerError as error:
        raise OSError(
            f"a process of the study died ({str(error).splitlines()[0]}): start it again, with "
            "fewer workers if memory is short; what was finished is kept"
        ) from error


def _timed(number: int, job: Job) -> tuple[int, float]:
    """Which job, and how long it took; the result is on disk and need not come back."""
    start = time.monotonic()
    job.run()
    return number, time.monotonic() - start


def _minutes(seconds: float) -> str:
    """A time to wait, for people.

    Example:
        >>> _minutes(20.0), _minutes(150.0), _minutes(9000.0)
        ('1 min', '3 min', '2.5 h')
    """
    return f"{seconds / 3600:.1f} h" if seconds > 5400 else f"{max(1, -(-seconds // 60)):.0f} min"
