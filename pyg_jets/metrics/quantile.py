"""Quantiles of weighted numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyg_jets.metrics.estimate import Floats, float64_array, weight_array


def weighted_quantile(values: Any, shares: Any, weight: Any = None) -> Floats:
    """Quantiles along the first dimension, between neighbours on a straight line, as numpy's.

    A row counts as so many equal ones as its weight is times the least weight above 0. So equal
    weights change nothing, whatever they are, and whole-number weights, 1 among them, give what
    the sample with its rows repeated gives.

    Args:
        values: Numbers; tensor or array.
        shares: Between 0 and 1.
        weight: Of the rows; equal ones if not given.

    Shapes:
        - **values:** ``(num_rows, ...)``; **shares:** ``(num_shares,)``; **weight:**
          ``(num_rows,)``; **output:** ``(num_shares, ...)``

    Raises:
        ValueError: If no row weighs anything, or a weight is negative or not finite.

    Example:
        >>> weighted_quantile([1.0, 2.0, 5.0], [0.5, 0.75], [1, 1, 2]).tolist()
        [3.5, 5.0]
    """
    rows = float64_array(values)
    weights = weight_array(weight, len(rows))
    rows, weights = rows[weights > 0], weights[weights > 0]
    if len(rows) == 0:
        raise ValueError("there must be rows that weigh something (got none)")
    if (weights == weights[0]).all():
        return np.asarray(np.quantile(rows, shares, axis=0))
    order = np.argsort(rows, axis=0, kind="stable")
    ordered = np.take_along_axis(rows, order, axis=0)
    reached = (weights[order] / weights.min()).cumsum(0)
    flat, upto = ordered.reshape(len(rows), -1), reached.reshape(len(rows), -1)
    columns = [_of_column(x, n, np.asarray(shares)) for x, n in zip(flat.T, upto.T, strict=True)]
    return np.stack(columns, axis=1).reshape(-1, *rows.shape[1:])


def _of_column(ordered: Floats, reached: Floats, shares: Floats) -> Floats:
    """Of numbers in order, and how many rows there are up to each."""
    place = shares * (reached[-1] - 1)
    # Sums of fractions may fall short of a whole number by their rounding.
    whole = np.floor(place + 1e-9)
    low, high = (
        ordered[np.minimum(np.searchsorted(reached, at + 1e-9, "right"), len(ordered) - 1)]
        for at in (whole, whole + 1)
    )
    return np.asarray(low + (high - low) * np.clip(place - whole, 0, 1))
