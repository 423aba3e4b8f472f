"""Sets of like size together, so that little is padded."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from pyg_jets.jets.packing import borders


class SetGroup(NamedTuple):
    """Some sets that are padded to one size.

    Attributes:
        num_sets: Number of sets.
        size: Of the largest.
        slot: ``(n,)`` where their rows are among ``num_sets * size`` padded ones.
    """

    num_sets: int
    size: int
    slot: Tensor

    def padded(self, rows: Tensor) -> Tensor:
        """Rows in their slots, ``(num_sets, size, channels)``; 0 in the others."""
        padded = rows.new_zeros(self.num_sets * self.size, rows.shape[1])
        return padded.index_copy(0, self.slot, rows).view(self.num_sets, self.size, -1)

    def packed(self, padded: Tensor) -> Tensor:
        """The rows back again, ``(n, channels)``."""
        return padded.flatten(0, 1).index_select(0, self.slot)

    def filled(self) -> Tensor:
        """Whether there is a row, ``(num_sets, size)``."""
        empty = torch.zeros(self.num_sets * self.size, dtype=torch.bool, device=self.slot.device)
        return empty.index_fill(0, self.slot, True).view(self.num_sets, self.size)


def groups_by_size(counts: Tensor, num_sets: int) -> tuple[Tensor, list[SetGroup]]:
    """Sort sets by their size and cut them into groups.

    Args:
        counts: Numbers of rows of all sets; the rows are packed.
        num_sets: Number of sets in a group.

    Shapes:
        - **counts:** ``(n,)``

    Returns:
        The rows in their new order, set after set, and the groups in it.

    Example:
        >>> order, groups = groups_by_size(torch.tensor([1, 3, 2]), 2)
        >>> order.tolist(), [(group.size, group.slot.tolist()) for group in groups]
        ([0, 4, 5, 1, 2, 3], [(2, [0, 2, 3]), (3, [0, 1, 2])])
    """
    by_size = torch.argsort(counts, stable=True)
    order, groups, start = [], [], borders(counts)
    for sets in by_size.split(num_sets):
        place = torch.arange(int(counts[sets].max()), device=counts.device)
        filled = place < counts[sets][:, None]
        order.append((start[sets][:, None] + place)[filled])
        groups.append(one_group(counts[sets]))
    return torch.cat(order), groups


def one_group(counts: Tensor) -> SetGroup:
    """All sets together, in their order.

    Args:
        counts: Numbers of rows.

    Shapes:
        - **counts:** ``(num_sets,)``
    """
    size = int(counts.max())
    filled = torch.arange(size, device=counts.device) < counts[:, None]
    return SetGroup(len(counts), size, filled.flatten().nonzero().flatten())
