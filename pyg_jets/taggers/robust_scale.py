"""Centre and scale of inputs that outliers do not move."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyg_jets.metrics import Floats, float64_array, weighted_quantile

_CONSTANT = 10 * np.finfo(np.float64).eps
"""A range below it is none."""


def centre_and_scale(rows: Any, weight: Any = None) -> tuple[Floats, Floats]:
    """Median and interquartile range of every column; the range of a constant is 1.

    Args:
        rows: Tensor or array.
        weight: How much each row counts, see :func:`pyg_jets.metrics.weighted_quantile`.

    Shapes:
        - **rows:** ``(num_rows, num_columns)``; **weight:** ``(num_rows,)``; **output:**
          ``(num_columns,)`` each

    Raises:
        ValueError: If no row weighs anything, or a weight is negative or not finite.
    """
    values = float64_array(rows)
    low, middle, high = weighted_quantile(values, (0.25, 0.5, 0.75), weight)
    spread = high - low
    return middle, np.where(spread < _CONSTANT, 1.0, spread)
