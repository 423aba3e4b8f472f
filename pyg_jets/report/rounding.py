"""Numbers of a page in few characters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def rounded(values: Any, digits: int = 4) -> list[float | None]:
    """Numbers with a few significant digits; None where there is none, as JSON knows it.

    Args:
        values: One-dimensional; what is masked or not finite becomes None.
        digits: Significant ones.

    Example:
        >>> rounded([1234.56, 0.000123456, 7.0, float("nan")])
        [1235, 0.0001235, 7, None]
    """
    numbers = np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan).tolist()
    return [_short(float(f"{x:.{digits}g}")) if math.isfinite(x) else None for x in numbers]


def _short(value: float) -> float:
    """A whole number without its '.0'."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
