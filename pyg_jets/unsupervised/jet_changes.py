"""Changes of a jet that its nature does not depend on."""

from __future__ import annotations

from typing import Any

from pyg_jets.transforms import (
    CollinearSplits,
    LostParticles,
    Rotation,
    Smearing,
    SoftParticles,
)

_SEEDS = 8
"""Seeds that one set of changes may use."""


def jet_changes(seed: int, radius: float = 0.8) -> list[Any]:
    """A turn about the axis, collinear splits, smearing, soft particles more and less.

    Three collinear splits; half the detector's resolution; up to 20 particles of at most 0.3 GeV
    inside the jet, another number in every jet (a fixed one would leave the number of constituents
    readable); and constituents below 2 GeV lost with a probability of up to one half, drawn for
    each jet.

    Args:
        seed: Another one gives other changes.
        radius: Of the jets, within which soft particles are added.

    Example:
        >>> len(jet_changes(0))
        5
    """
    first = _SEEDS * seed
    return [
        Rotation(seed=first),
        CollinearSplits(3, seed=first + 1),
        Smearing(0.5, seed=first + 2),
        SoftParticles(20, 0.3, radius=radius, varied=True, seed=first + 3),
        LostParticles(2.0, 0.5, seed=first + 4),
    ]
