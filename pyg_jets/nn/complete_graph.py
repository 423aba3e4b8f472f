"""All edges within each of many small sets."""

from __future__ import annotations

import torch
from torch import Tensor


def complete_graph(ptr: Tensor) -> Tensor:
    r"""Edges from every row to every other row of its own set, in both directions.

    There is no padding: n rows have n (n - 1) edges, sorted by their target, then by their source.

    Args:
        ptr: Borders of the sets.

    Shapes:
        - **ptr:** ``(num_sets + 1,)``; **output:** ``(2, num_edges)`` source -> target

    Example:
        >>> complete_graph(torch.tensor([0, 2, 3, 5]))
        tensor([[1, 0, 4, 3],
                [0, 1, 3, 4]])
    """
    counts = ptr.diff()
    degree = counts.repeat_interleave(counts)
    target = torch.arange(len(degree), device=ptr.device).repeat_interleave(degree)
    # The first row of the target's set, plus the position among the target's edges.
    start = ptr[:-1].repeat_interleave(counts) - (degree.cumsum(0) - degree)
    source = start.repeat_interleave(degree) + torch.arange(len(target), device=ptr.device)
    other = source != target
    return torch.stack((source[other], target[other]))
