"""The border of the library: jets that cannot be are refused, suspicious ones are named."""

from __future__ import annotations

import warnings

import numpy as np
import torch
from torch import Tensor

TOLERANCE = 1e-3
"""How far E may lie below ``|p|``, as a share of E.

Rounding leaves 1.1e-7 at most in 204,000 Delphes and 200 JetClass jets, which are stored as
float32, and 6e-7 in HepMC events of five generators. Half precision, which some files have, rounds
each column by up to 5e-4: 1e-3 together. Another order and mixed units are off by far more.
"""
_MEV = 1e5
_OTHER_UNIT = 100
"""Energies so many times above all momenta of a jet, or below, are of another unit."""
_LARGEST = 1e151
"""Squares of larger energies are no finite numbers any more."""
_SAME_EVENT = 3
"""An event has two jets back to back; that three jets or more are all there is, is rare."""


def check_borders(p4: Tensor, ptr: Tensor) -> None:
    """Refuse momenta of another shape, borders that do not fit, and empty jets.

    Raises:
        ValueError: If that is so; the message names the jet.
    """
    if p4.ndim != 2 or p4.shape[1] != 4:
        raise ValueError(
            f"'p4' must have shape (num_particles, 4) as (px, py, pz, E) (got {tuple(p4.shape)})"
        )
    if ptr.ndim != 1 or len(ptr) == 0:
        raise ValueError(f"'ptr' must have shape (num_jets + 1,) (got {tuple(ptr.shape)})")
    if int(ptr[0]) != 0 or int(ptr[-1]) != len(p4):
        raise ValueError(
            f"'ptr' must run from 0 to {len(p4)}, the number of particles "
            f"(got {int(ptr[0])} to {int(ptr[-1])})"
        )
    counts = ptr.diff()
    if (counts < 1).any():
        jet = int((counts < 1).nonzero()[0])
        what = "an empty jet" if counts[jet] == 0 else "a border that runs backwards"
        raise ValueError(
            f"jet {jet}: every jet must have at least one constituent "
            f"(got {what}: ptr {int(ptr[jet])} to {int(ptr[jet + 1])})"
        )


def check_momenta(p4: Tensor, ptr: Tensor) -> None:
    """Refuse momenta that no particle has.

    Raises:
        ValueError: If one is not finite or above 1e151 GeV, all zero, or has an energy below 0 or
            below ``|p|`` by more than :data:`TOLERANCE`; the message names the jet and what may
            help.
    """
    energy = p4[:, 3]
    _refuse(~p4.isfinite().all(1) | (energy < 0), p4, ptr, "be finite with energy >= 0", "")
    _refuse(energy > _LARGEST, p4, ptr, "be below 1e151 GeV, so that masses are finite", "")
    momentum = _size(p4)
    padding = "Constituents.from_padded and from_list leave such padding out"
    _refuse((energy == 0) & (momentum == 0), p4, ptr, "not be zero", padding)
    # Not momentum - energy: for 1e-160 that may be nothing beside the tolerance, and is all.
    below = energy < momentum * (1 - TOLERANCE)
    if below.any():
        _refuse(below, p4, ptr, "have energy >= |p|, but for rounding", _order(p4))


def _refuse(bad: Tensor, p4: Tensor, ptr: Tensor, must: str, remedy: str) -> None:
    if not bad.any():
        return
    row = int(bad.nonzero()[0])
    jet = int(torch.searchsorted(ptr, row, right=True)) - 1
    raise ValueError(
        f"jet {jet}: momenta must {must} (got {p4[row].tolist()} at its constituent "
        f"{row - int(ptr[jet])}){': ' if remedy else ''}{remedy}"
    )


def _order(p4: Tensor) -> str:
    """What columns and units these momenta may have."""
    first, second, third, last = p4.unbind(1)
    angles = bool((first >= 0).all() and (second.abs() < 20).all() and (third.abs() < 6.3).all())
    if _possible(p4[:, [1, 2, 3, 0]]):
        return "these look like (E, px, py, pz), then p4[:, [1, 2, 3, 0]] is in order"
    if angles and bool((last >= first * (1 - TOLERANCE)).all()):
        return "these look like (pt, eta, phi, E), which Constituents.from_awkward takes by name"
    if angles:
        return "these look like (pt, eta, phi, m), which Constituents.from_awkward takes by name"
    # All of them: one energy that is too low, or a rough one, is not a matter of units.
    times = _size(p4) / last
    if bool(((times > _OTHER_UNIT) & (times < _OTHER_UNIT**2)).all()):
        return "these look like momenta in MeV beside energies in GeV"
    return "the columns are (px, py, pz, E), all in GeV"


def _possible(p4: Tensor) -> bool:
    return bool((p4[:, 3] >= _size(p4) * (1 - TOLERANCE)).all())


def _size(p4: Tensor) -> Tensor:
    """``|p|``: squares of 1e-160 are 0, and hypot has none."""
    return torch.hypot(torch.hypot(p4[:, 0], p4[:, 1]), p4[:, 2])


def warn_of_suspicious(p4: Tensor, ptr: Tensor, event: Tensor | None) -> None:
    """Say what may be, but is more likely wrong: units of MeV, and one event number for all."""
    if len(ptr) < 2:
        return
    energy, momentum = (
        np.add.reduceat(of.numpy(), ptr[:-1].numpy()) for of in (p4[:, 3], _size(p4))
    )
    if energy.min() > _MEV:
        warnings.warn(
            "every jet has more than 100,000 GeV: momenta must be in GeV (divide MeV by 1000)",
            stacklevel=3,
        )
    elif (energy > _OTHER_UNIT * momentum).all() and (momentum > 0).all():
        warnings.warn(
            f"every jet has more than {_OTHER_UNIT} times the energy of its momenta: energies must "
            "be in GeV as the momenta are (divide MeV by 1000)",
            stacklevel=3,
        )
    if event is not None and len(event) >= _SAME_EVENT and bool((event == event[0]).all()):
        warnings.warn(
            f"all jets have the event number {int(event[0])}: they cannot be split by event (leave "
            "the column out if the file did not number its events)",
            stacklevel=3,
        )
