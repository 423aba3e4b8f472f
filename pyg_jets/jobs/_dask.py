"""Dask where it is installed: an extra."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

SECONDS_TO_ANSWER, _SECONDS_BETWEEN_LOOKS = 20.0, 1.0


def dask_package(name: str) -> Any:
    """``dask`` or ``distributed``.

    Raises:
        ImportError: If it is not installed; the message names the extra.
    """
    try:
        return __import__(name)
    except ImportError as error:
        raise ImportError(
            f"several workers need the package '{name}': pip install 'pyg-jets[dask]'"
        ) from error


@contextmanager
def cluster_client(scheduler: str, seconds: float = SECONDS_TO_ANSWER) -> Iterator[Any]:
    """A client of a running ``distributed`` cluster that has workers.

    Args:
        scheduler: Its address, such as ``"tcp://host:8786"``.
        seconds: How long to wait for it and for its first worker.

    Raises:
        ImportError: If ``distributed`` is not installed.
        OSError: If the scheduler does not answer, or has no workers.
    """
    with _connected(dask_package("distributed"), scheduler, seconds) as client:
        try:
            client.wait_for_workers(1, timeout=seconds)
        except asyncio.TimeoutError as error:  # in Python 3.10 another than the built-in one
            raise OSError(f"the scheduler at '{scheduler}' must have workers (got none)") from error
        yield client


def _connected(distributed: Any, scheduler: str, seconds: float) -> Any:
    problem = ""
    try:
        return distributed.Client(scheduler, timeout=seconds)
    except (OSError, ValueError, TypeError) as error:
        problem = str(error)
    # The half-made client goes now: later it would wait for a lock that its own thread may hold.
    gc.collect()
    raise OSError(f"a Dask scheduler must answer at '{scheduler}' (got: {problem})")


def on_cluster(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    scheduler: str,
    report: Callable[[str], object],
) -> Iterator[tuple[int, Result]]:
    """Numbers of tasks and their results, as they come; see :func:`pyg_jets.jobs.pool.results`."""
    distributed = dask_package("distributed")
    with cluster_client(scheduler, SECONDS_TO_ANSWER) as client:
        futures = client.map(function, tasks, pure=False)
        waiting = dict(zip(futures, range(len(futures)), strict=True))
        alive: set[str] = set()
        try:
            while waiting:
                alive = _look_after(client, alive, report)
                ready = [future for future in waiting if future.done()]
                if not ready:
                    _wait(distributed, set(waiting))
                for future in ready:
                    yield waiting.pop(future), future.result()
        except distributed.KilledWorker as error:
            raise OSError(
                f"workers of '{scheduler}' died again and again: use fewer if memory is short "
                f"({error})"
            ) from error
        except distributed.CancelledError as error:
            raise _gone(error) from error


def _wait(distributed: Any, futures: set[Any]) -> None:
    try:
        distributed.wait(futures, _SECONDS_BETWEEN_LOOKS, return_when="FIRST_COMPLETED")
    except asyncio.TimeoutError:  # in Python 3.10 another than the built-in one
        return


def _gone(error: Exception) -> OSError:
    return OSError(f"the scheduler has gone ({error}): start it, and run this again")


def _look_after(client: Any, alive: set[str], report: Callable[[str], object]) -> set[str]:
    try:
        now = set(client.nthreads())
    except OSError as error:
        raise _gone(error) from error
    for address in sorted(alive - now):
        report(f"worker {address} died: what it was doing is done again")
    return now
