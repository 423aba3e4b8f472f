"""Dask where it is installed: an extra."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS_TO_ANSWER = 20.0


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
