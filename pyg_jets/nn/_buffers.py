"""Memory that one run after the other uses: asking the system for it takes as long as a product."""

from __future__ import annotations

from collections import deque

import torch
from torch import Tensor

_FREE: deque[list[Tensor]] = deque(maxlen=4)
_KEPT_BYTES = 2**28


class Buffers:
    """Uninitialised matrices for one run, given back when the run is forgotten.

    No matrix may outlive its ``Buffers``. A run that is still needed (its backward pass is to
    come) keeps its own; what exceeds 256 MiB goes back to the system. Any thread may use it:
    taking from and adding to the free ones is atomic.

    Args:
        dtype: Of the matrices.
    """

    def __init__(self, dtype: torch.dtype) -> None:
        self.dtype, self.used = dtype, 0
        try:
            self._slots = _FREE.pop()
        except IndexError:
            self._slots = []

    def take(self, rows: int, columns: int) -> Tensor:
        """The next matrix, ``(rows, columns)``."""
        needed = rows * columns * self.dtype.itemsize
        if self.used == len(self._slots):
            self._slots.append(torch.empty(0, dtype=torch.uint8))
        if len(self._slots[self.used]) < needed:
            self._slots[self.used] = torch.empty(needed + needed // 8, dtype=torch.uint8)
        slot = self._slots[self.used][:needed]
        self.used += 1
        return slot.view(self.dtype).view(rows, columns)

    def __del__(self) -> None:
        """Leave the memory to the next run."""
        if sum(len(slot) for slot in self._slots) <= _KEPT_BYTES:
            _FREE.append(self._slots)
