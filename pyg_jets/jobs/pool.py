"""Independent tasks, in whatever order they finish: here, in processes, or on a Dask cluster.

Processes here are joblib's, which open no port. A worker that dies is reported, and what it was
doing is done again.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from typing import TypeVar

from pyg_jets.jobs._dask import dask_package, on_cluster
from pyg_jets.jobs.progress import say
from pyg_jets.jobs.signals import left_alone

Task = TypeVar("Task")
Result = TypeVar("Result")

_SECONDS_BETWEEN_LOOKS = 1.0
_DEATHS = 3
"""Workers that die one after the other before the tasks are given up."""
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")


def results(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    report: Callable[[str], object] = say,
) -> Iterator[tuple[int, Result]]:
    """Numbers of tasks and their results, as they come.

    Args:
        function: Of one task; its pickled form goes to the workers.
        tasks: What there is to do, the longest first, or the last one is waited for alone.
        workers: Processes on this machine; one is this process itself.
        scheduler: Address of a running ``distributed`` cluster to use instead.
        report: Called with a sentence when a worker has died.

    Raises:
        ImportError: If there is a scheduler and Dask is not installed.
        OSError: If the scheduler does not answer or has no workers, or a task kills its workers
            again and again.
        ValueError: If ``workers`` is not positive.
    """
    if workers < 1:
        raise ValueError(f"'workers' must be at least 1 (got {workers})")
    if scheduler is not None:
        dask_package("distributed")  # refused now, not at the first result
        return on_cluster(function, tasks, scheduler, report)
    if min(workers, len(tasks)) <= 1:
        return ((number, function(task)) for number, task in enumerate(tasks))
    return _in_processes(function, tasks, workers, report)


def _in_processes(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: int,
    report: Callable[[str], object],
) -> Iterator[tuple[int, Result]]:
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    left, deaths = dict(enumerate(tasks)), 0
    while left:
        try:
            for number, result in _of_executor(function, left, workers):
                del left[number]
                deaths = 0
                yield number, result
        except TerminatedWorkerError as error:
            deaths += 1
            reason = str(error).splitlines()[0]
            if deaths == _DEATHS:
                raise OSError(
                    "worker processes died again and again: use fewer workers if memory is short "
                    f"({reason})"
                ) from error
            report("a worker process died: what it was doing is done again")


def _of_executor(
    function: Callable[[Task], Result], tasks: dict[int, Task], workers: int
) -> Iterator[tuple[int, Result]]:
    """What processes give, that end with this generator whatever happens."""
    # The executor itself: of a worker that dies it tells at once, and which task it had is known.
    from joblib.externals.loky import ProcessPoolExecutor, cpu_count

    number = min(workers, len(tasks))
    threads = str(max(1, cpu_count() // number))
    env = {name: os.environ.get(name, threads) for name in _THREADS}
    pool = ProcessPoolExecutor(number, initializer=_begin, initargs=(os.getpid(),), env=env)
    ended = False
    try:
        with left_alone():
            futures = {pool.submit(function, task): place for place, task in tasks.items()}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()
        ended = True
    finally:
        pool.shutdown(wait=True, kill_workers=not ended)


def _begin(parent: int) -> None:
    """Leave Ctrl-C to the process that waits, and stop when it is gone.

    Nobody wants what a worker makes whose parent was killed, and the parent's lock is free.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
