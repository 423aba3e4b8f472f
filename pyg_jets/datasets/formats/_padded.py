"""Rectangular arrays, filled up with zeros -> packed jets. Padding never becomes a particle."""

from __future__ import annotations

import numpy as np

from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.momenta import massive, with_mass

__all__ = ["massive", "unpadded", "whole", "with_mass"]


def unpadded(
    p4: np.ndarray,
    real: np.ndarray,
    *,
    pid: np.ndarray | None = None,
    label: np.ndarray | None = None,
) -> Constituents:
    """Keep the particles where ``real``.

    Shapes:
        - **p4:** ``(num_jets, slots, 4)``; **real**, **pid:** ``(num_jets, slots)``
        - **label:** ``(num_jets,)``
    """
    ptr = np.concatenate(([0], np.cumsum(real.sum(1))))
    return Constituents(
        p4[real], ptr, pid=None if pid is None else whole("pid", pid[real]), label=label
    )


def whole(name: str, values: np.ndarray) -> np.ndarray:
    """Numbers that are integers by meaning, as int64.

    Raises:
        ValueError: If one is not a whole number.
    """
    values = np.asarray(values)
    if values.dtype.kind in "iub":
        return values.astype(np.int64)
    if not (np.isfinite(values).all() and (values == np.round(values)).all()):
        raise ValueError(f"'{name}' must hold whole numbers (got fractions)")
    return values.astype(np.int64)
