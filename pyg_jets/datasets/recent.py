"""Results that are kept for a while: the newest ones, as many as fit into memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Recent(Generic[Result]):
    """Keeps the results that were asked for last.

    Args:
        limit: Of the sum of their sizes; the newest one is kept whatever its size.
        size: Of a result, in the same unit.
    """

    def __init__(self, limit: float, size: Callable[[Result], float]) -> None:
        self.limit, self.size = limit, size
        self._kept: dict[Hashable, Result] = {}  # the newest is the last
        self._lock = threading.RLock()

    def __call__(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What is kept under the key, or made now; a second thread waits for the first.

        Args:
            key: All that the result depends on.
            make: Makes it.
        """
        with self._lock:
            result = self._kept.pop(key) if key in self._kept else make()
            self._kept[key] = result
            while len(self._kept) > 1 and sum(map(self.size, self._kept.values())) > self.limit:
                del self._kept[next(iter(self._kept))]
            return result

    def get(self, key: Hashable) -> Result | None:
        """What is kept under the key, if anything is.

        Args:
            key: As in the call.
        """
        with self._lock:
            return self._kept.get(key)
