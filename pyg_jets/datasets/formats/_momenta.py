"""Momenta of a file's particles from its coordinates; what is wrong names the jet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pyg_jets.jets.border.momenta import momenta


def momenta_of(values: Mapping[str, np.ndarray], counts: np.ndarray | None = None) -> np.ndarray:
    """Momenta ``(..., 4)`` from pt, eta or rapidity, phi and mass or E; massless without.

    Args:
        values: By these names, and of one shape.
        counts: How many particles of a row each jet has; None for ``(num_jets, slots)``.

    Shapes:
        - **values:** ``(num_particles,)`` with counts, or ``(num_jets, slots)``

    Raises:
        ValueError: If a pt is negative, which would turn the particle by pi.
    """
    arrays = {name: np.asarray(array, np.float64) for name, array in values.items()}
    if "pt" in arrays:
        _check(arrays["pt"], counts)
    shape = next(iter(arrays.values())).shape
    flat = momenta({name: array.ravel() for name, array in arrays.items()})
    return flat.reshape(*shape, 4)


def _check(pt: np.ndarray, counts: np.ndarray | None) -> None:
    negative = np.argwhere(pt < 0)
    if not len(negative):
        return
    first = tuple(negative[0])
    jet = int(first[0])
    if counts is not None:
        jet = int(np.searchsorted(np.cumsum(counts), jet, side="right"))
    raise ValueError(
        f"jet {jet}: the pt of a particle must not be negative (got {pt[first]:g}): "
        "generated jets need a cut at zero first"
    )
