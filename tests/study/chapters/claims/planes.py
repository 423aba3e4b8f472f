"""Maps filled by hand."""

from collections.abc import Sequence
from types import SimpleNamespace

import torch

from pyg_jets.lund import LundPlane

WIDE_HARD, HARD_COLLINEAR, SOFT = (0.9, 3.75), (2.5, 2.25), (3.1, -0.15)
"""Centres of bins: on the diagonal at a large angle, on its collinear half, far below it."""


def plane_of(*bins: tuple[float, float, float, int]) -> LundPlane:
    """A map with so many entries of one value at each place: ln 1/Delta, ln kt, value, entries."""
    plane = LundPlane()
    for ln_inv_delta, ln_kt, value, entries in bins:
        where = SimpleNamespace(
            ln_inv_delta=torch.full((entries,), ln_inv_delta),
            ln_kt=torch.full((entries,), ln_kt),
            num_jets=1,
        )
        plane.fill(where, torch.full((entries,), float(value)))
    return plane


def three(wide_hard: float, hard_collinear: float, soft: float) -> LundPlane:
    """Ten entries at each of three places."""
    values = wide_hard, hard_collinear, soft
    places: Sequence[tuple[float, float]] = (WIDE_HARD, HARD_COLLINEAR, SOFT)
    return plane_of(*((*place, value, 10) for place, value in zip(places, values, strict=True)))
