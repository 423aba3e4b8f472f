"""Independent pieces of work side by side on torch's threads, each with products on one thread."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import torch

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_threads(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Results in the order of the items, the same for any number of threads.

    Small products gain nothing from threads of their own, and lose a lot on many cores.
    """
    threads = min(torch.get_num_threads(), len(items))
    with _PRODUCTS.on_one_thread():
        if threads < 2:
            return [function(item) for item in items]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(function, items))


class _Products:
    """The library that numba's products come from; its number of threads is the process's."""

    def __init__(self) -> None:
        self._lock, self._users, self._limit = threading.Lock(), 0, contextlib.ExitStack()

    @contextlib.contextmanager
    def on_one_thread(self) -> Iterator[None]:
        """From the first user's beginning to the last one's end."""
        with self._lock:
            if self._users == 0:
                self._limit.enter_context(_controller().limit(limits=1, user_api="blas"))
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._limit.close()


@functools.cache
def _controller() -> Any:
    import scipy.linalg  # noqa: F401  # what is not loaded is not found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


_PRODUCTS = _Products()
