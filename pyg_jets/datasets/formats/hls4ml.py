"""The jets of HLS4ML and JEDI-net with 30 to 150 particles: gluon, quark, W, Z and top."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats._hdf5 import checked, fits, names, open_hdf5, same_length
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

LABELS = ("j_g", "j_q", "j_w", "j_z", "j_t")
"""Columns of the five classes; their positions are the integers in ``label``."""

_PARTICLES, _JETS = "jetConstituentList", "jets"
_NAMES = ("particleFeatureNames", "jetFeatureNames")
_MOMENTUM = ("j1_px", "j1_py", "j1_pz", "j1_e")


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an HDF5 file with ``jetConstituentList`` or ``particleFeatureNames``."""
    return fits(path, lambda file: bool({_PARTICLES, _NAMES[0]} & set(file)))


@stream_of("an HLS4ML file of jets with their particles (HDF5)")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    The sets of `arXiv:1908.05318 <https://arxiv.org/abs/1908.05318>`_ (Zenodo 3602260):
    ``jetConstituentList (jets, slots, features)`` with columns ``j1_px, j1_py, j1_pz, j1_e`` in
    GeV as ``particleFeatureNames`` says, zero where there is no particle, and ``jets`` with the
    columns of ``jetFeatureNames``. ``label`` is the position in :data:`LABELS`; other columns of
    the jets keep their names.

    Raises:
        ValueError: If a data set or column is missing, they do not fit each other, or a jet is not
            of one class.
    """
    with open_hdf5(path) as file:
        lacking(file, (_PARTICLES, _JETS, *_NAMES))
        particles, features = checked(file[_PARTICLES]), checked(file[_JETS])
        of_particles, of_jets = (names(file[name]) for name in _NAMES)
        lacking(of_particles, _MOMENTUM)
        lacking(of_jets, LABELS)
        for data, held in ((particles, of_particles), (features, of_jets)):
            if data.shape[-1] != len(held):
                raise ValueError(f"{len(held)} names for '{data.name}' of shape {data.shape}")
        place = [of_particles.index(name) for name in _MOMENTUM]
        for first in range(0, same_length(file, (_PARTICLES, _JETS)), jets):
            p4 = particles[first : first + jets][:, :, place].astype(np.float64)
            rows = features[first : first + jets]
            columns = {name: rows[:, i] for i, name in enumerate(of_jets) if name not in LABELS}
            label = _label(rows[:, [of_jets.index(name) for name in LABELS]])
            yield Piece(p4, jets={**columns, "label": label})


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _label(flags: np.ndarray) -> np.ndarray:
    wrong = np.flatnonzero((flags != 0).sum(1) != 1)
    if len(wrong):
        raise ValueError(f"jet {wrong[0]}: one of {', '.join(LABELS)} must be 1")
    position: np.ndarray = (flags != 0).argmax(1)
    return position
