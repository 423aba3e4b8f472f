"""EnergyFlow's quark and gluon jets: one array of padded particles and one of labels."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats._momenta import momenta_of
from pyg_jets.datasets.formats._npz import Rows, in_step, members
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.border.arrays import whole
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

_MASS = {
    11: 0.00051099895,
    13: 0.1056583755,
    22: 0.0,
    130: 0.497611,
    211: 0.13957039,
    310: 0.497611,
    321: 0.493677,
    2112: 0.93956542,
    2212: 0.93827209,
}
"""Masses in GeV by size of the PDG code, for what is stable in these samples."""


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an ``.npz`` file with the array ``X``."""
    return "X" in members(Path(path))


@stream_of("an EnergyFlow file of quark and gluon jets (.npz)")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    The samples of `arXiv:1810.05165 <https://arxiv.org/abs/1810.05165>`_ (Zenodo 3164691): ``X``
    holds pt, rapidity, azimuth and PDG code, zero where there is no particle, and ``y`` is 1 for
    quarks. Masses follow from the codes, zero for unknown ones. Columns: ``pid, label``.

    Raises:
        ValueError: If an array is missing, has another shape or is damaged.
    """
    lacking(members(path), ("X", "y"))
    with Rows(path, "X") as particles, Rows(path, "y") as labels:
        if len(particles.shape) != 3 or particles.shape[2] != 4:
            raise ValueError(f"'X' must have shape (jets, slots, 4) (got {particles.shape})")
        if labels.shape[1:] not in ((), (1,)):
            raise ValueError(f"'y' must have shape (jets,) or (jets, 1) (got {labels.shape})")
        for x, y in in_step([particles, labels], jets):
            pt, rapidity, phi, pid = np.moveaxis(x.astype(np.float64), 2, 0)
            codes = np.abs(whole("pid", pid))
            mass = np.zeros_like(pt)
            for code, value in _MASS.items():
                mass[codes == code] = value
            yield Piece(
                momenta_of({"pt": pt, "rapidity": rapidity, "phi": phi, "mass": mass}),
                real=pt != 0,
                particles={"pid": pid},
                jets={"label": whole("y", y.ravel())},
            )


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))
