"""Nearest neighbours among the points of each of many small clouds."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jobs.compiled import compiled


def nearest_neighbours(points: Tensor, ptr: Tensor, k: int) -> Tensor:
    r"""The k nearest other points of every point's own cloud, the nearest first.

    All distances are computed, from differences of the coordinates, in the points' own precision:
    coincident points are at distance exactly 0. Of two at one distance the one that stands first
    comes first. A point is no neighbour of itself. No gradient passes.

    Args:
        points: Coordinates, finite.
        ptr: Borders of the clouds.
        k: Number of neighbours.

    Shapes:
        - **points:** ``(num_points, num_dimensions)``; **ptr:** ``(num_clouds + 1,)``
        - **output:** ``(num_points, k)`` rows of ``points``; ``num_points``, which is none of them,
          where a cloud has not so many

    Raises:
        ValueError: If ``k`` is below 1.

    Example:
        >>> line = torch.tensor([[0.0], [1.0], [3.0], [7.0]])
        >>> nearest_neighbours(line, torch.tensor([0, 3, 4]), 2)
        tensor([[1, 2],
                [0, 2],
                [1, 0],
                [4, 4]])
    """
    if k < 1:
        raise ValueError(f"'k' must be at least 1 (got {k})")
    nearest = torch.full((len(points), k), len(points), dtype=torch.int64)
    _search(points.detach().cpu().contiguous().numpy(), ptr.cpu().numpy(), nearest.numpy())
    return nearest.to(points.device)


# Sums may be reordered, so that they are done in vectors: the same way for any two points.
@compiled(fastmath={"reassoc", "contract"})
def _search(points: np.ndarray, ptr: np.ndarray, nearest: np.ndarray) -> None:
    """Insert every other point of the cloud into a sorted list of the k nearest so far."""
    k = nearest.shape[1]
    distance = np.empty(k, points.dtype)
    for cloud in range(len(ptr) - 1):
        first, last = ptr[cloud], ptr[cloud + 1]
        square = np.empty((last - first, last - first), points.dtype)
        for i in range(last - first):
            for j in range(i):
                total = points.dtype.type(0)
                for c in range(points.shape[1]):
                    total += (points[first + i, c] - points[first + j, c]) ** 2
                square[i, j] = square[j, i] = total
        for i in range(last - first):
            filled = 0
            for j in range(last - first):
                if j == i or (filled == k and not square[i, j] < distance[k - 1]):
                    continue
                slot = min(filled, k - 1)
                while slot > 0 and square[i, j] < distance[slot - 1]:
                    distance[slot] = distance[slot - 1]
                    nearest[first + i, slot] = nearest[first + i, slot - 1]
                    slot -= 1
                distance[slot], nearest[first + i, slot] = square[i, j], first + j
                filled = min(filled + 1, k)
