"""Dense arrays of particles, filled up to one length -> packed jets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pyg_jets.jets.border.arrays import array_of
from pyg_jets.jets.columns import by_place


def unpadded(p4: Any, mask: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of ``Constituents`` from dense arrays; see ``Constituents.from_padded``.

    Shapes:
        - **p4:** ``(num_jets, slots, 4)``; **mask:** ``(num_jets, slots)``

    Raises:
        ValueError: If a shape or a mask is another.
    """
    momenta = array_of("p4", np.ma.getdata(p4) if isinstance(p4, np.ma.MaskedArray) else p4)
    if momenta.ndim != 3 or momenta.shape[2] != 4:
        raise ValueError(
            "'p4' must have shape (num_jets, slots, 4) as (px, py, pz, E) "
            f"(got {tuple(momenta.shape)})"
        )
    real = _real(momenta, np.ma.getmaskarray(p4) if isinstance(p4, np.ma.MaskedArray) else None)
    if mask is not None:
        real &= _flags(mask, momenta.shape[:2])
    empty = ~real.any(1)
    if empty.any():
        raise ValueError(
            f"jet {int(empty.argmax())}: every jet must have at least one constituent (got "
            "padding only): leave the jet out"
        )
    return {
        "p4": momenta[real],
        "ptr": np.append(0, real.sum(1).cumsum()),
        **_columns(columns, real),
    }


def particles(number: int, jet: Any) -> np.ndarray:
    """The momenta of one jet without rows that are padding: all zero, or masked.

    Raises:
        ValueError: If the shape is another, or some numbers of a row are masked.
    """
    masked = np.ma.getmaskarray(jet) if np.ma.isMaskedArray(jet) else None
    array = array_of(f"jet {number}", np.ma.getdata(jet) if masked is not None else jet)
    if array.ndim != 2 or array.shape[1] != 4:
        raise ValueError(
            f"jet {number}: constituents must have shape (n, 4) as (px, py, pz, E) "
            f"(got {tuple(array.shape)})"
        )
    real: np.ndarray = (array != 0).any(1)
    if masked is not None:
        if (masked.any(1) != masked.all(1)).any():
            raise ValueError(
                f"jet {number}: a particle must be masked whole or not at all (got one of which "
                "some numbers are masked)"
            )
        real &= ~masked.all(1)
    rows: np.ndarray = array[real].astype(np.float64)
    return rows


def _real(momenta: np.ndarray, masked: np.ndarray | None) -> np.ndarray:
    """Where particles are: what is neither masked nor all zero."""
    real: np.ndarray = (momenta != 0).any(2)
    if masked is not None:
        partly = np.asarray(masked.any(2) & ~masked.all(2))
        if partly.any():
            raise ValueError(
                f"jet {int(partly.any(1).argmax())}: a particle must be masked whole or not at all "
                "(got one of which some numbers are masked)"
            )
        real &= ~masked.all(2)
    return real


def _flags(mask: Any, shape: tuple[int, ...]) -> np.ndarray:
    flags = array_of("mask", mask)
    if flags.shape != shape:
        raise ValueError(f"'mask' must have shape {shape} (got {tuple(flags.shape)})")
    if not np.isin(flags, (0, 1)).all():
        raise ValueError("'mask' must be true where there is a particle (got other numbers)")
    return flags.astype(bool)


def _columns(columns: Mapping[str, Any], real: np.ndarray) -> dict[str, Any]:
    particles, jets = {}, {}
    for name, values in columns.items():
        array = array_of(name, np.ma.getdata(values) if np.ma.isMaskedArray(values) else values)
        hidden: np.ndarray = np.zeros(array.shape, bool)
        if isinstance(values, np.ma.MaskedArray):
            hidden = np.ma.getmaskarray(values)
        if array.shape == real.shape:
            hidden = hidden & real
        if hidden.any():
            raise ValueError(f"'{name}' must not be masked where there is a particle or a jet")
        if array.shape == real.shape:
            particles[name] = array[real]
        elif array.shape == real.shape[:1]:
            jets[name] = array
        else:
            raise ValueError(
                f"'{name}' must have shape {real.shape}, for particles, or {real.shape[:1]}, for "
                f"jets (got {array.shape})"
            )
    return by_place(particles, jets)
