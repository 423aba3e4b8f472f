"""Independent tasks, in whatever order they finish: here, in processes or on a cluster.

A worker that dies is reported, and what it was doing is done again by another.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from pyg_jets._dask import SECONDS_TO_ANSWER, cluster_client, dask_package

Task = TypeVar("Task")
Result = TypeVar("Result")

_SECONDS_TO_ANSWER, _SECONDS_BETWEEN_LOOKS = SECONDS_TO_ANSWER, 1.0

_LEAVE_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"


def finished(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    report: Callable[[str], None],
) -> Iterator[Result]:
    """Results as they come.

    Args:
        function: Of one task; its pickled form goes to the workers.
        tasks: What there is to do.
        workers: Processes on this machine; one is this process itself.
        scheduler: Address of a running ``distributed`` cluster to use instead.
        report: Called with a sentence when a worker has died.

    Raises:
        ImportError: If Dask is needed and not installed.
        OSError: If the scheduler does not answer or has no workers, or a task kills its workers
            again and again.
    """
    if scheduler is None and workers == 1:
        yield from map(function, tasks)
        return
    with _client(min(workers, len(tasks)), scheduler) as client:
        yield from _watched(client, function, tasks, report)


def _watched(
    client: Any,
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    report: Callable[[str], None],
) -> Iterator[Result]:
    distributed = dask_package("distributed")
    waiting = set(client.map(function, tasks, pure=False))
    alive: set[str] = set()
    try:
        while waiting:
            alive = _look_after(client, alive, report)
            ready = [future for future in waiting if future.done()]
            if not ready:
                _wait(distributed, waiting)
            for future in ready:
                waiting.remove(future)
                yield future.result()
    except distributed.KilledWorker as error:
        raise OSError(
            f"a task's workers died again and again: use fewer workers if memory is short ({error})"
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


def _look_after(client: Any, alive: set[str], report: Callable[[str], None]) -> set[str]:
    try:
        now = set(client.nthreads())
    except OSError as error:
        raise _gone(error) from error
    for address in sorted(alive - now):
        report(f"worker {address} died: what it was doing is done again")
    return now


@contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Any]:
    if scheduler is not None:
        with cluster_client(scheduler, _SECONDS_TO_ANSWER) as client:
            yield client
        return
    distributed = dask_package("distributed")
    with _here(distributed, workers) as cluster, distributed.Client(cluster) as client:
        yield client


def _here(distributed: Any, workers: int) -> Any:
    """Processes that leave Ctrl-C to this one: masked while they start, then ignored."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=None,
            dashboard_address=":0",
            silence_logs=logging.CRITICAL,
            preload=[_LEAVE_CTRL_C],
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
