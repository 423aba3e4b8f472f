"""JetNet: relative coordinates of padded particles, with a mask, and features of the jets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats._hdf5 import checked, fits, open_hdf5
from pyg_jets.datasets.formats._momenta import momenta_of
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an HDF5 file with ``particle_features`` or ``jet_features``."""
    return fits(path, lambda file: bool({"particle_features", "jet_features"} & set(file)))


@stream_of("a JetNet file (HDF5)")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    r"""Pieces of up to ``jets`` jets.

    The samples of `arXiv:2106.11535 <https://arxiv.org/abs/2106.11535>`_ (Zenodo 6975118):
    ``particle_features`` are :math:`\eta - \eta_J`, :math:`\phi - \phi_J`, :math:`p_T / p_{T,J}`
    and a mask; ``jet_features`` begin with :math:`p_T` and :math:`\eta` of the jet. Particles are
    massless; jets point to :math:`\phi = 0`, as the files keep no azimuth.

    Raises:
        ValueError: If a data set is missing, the two do not fit, or the mask is none.
    """
    with open_hdf5(path) as file:
        lacking(file, ("particle_features", "jet_features"))
        particles, features = (
            checked(file[name]) for name in ("particle_features", "jet_features")
        )
        if particles.ndim != 3 or particles.shape[2] != 4 or features.ndim != 2:
            raise ValueError(f"particle features of shape {particles.shape}, not (jets, slots, 4)")
        if len(particles) != len(features) or features.shape[1] < 2:
            raise ValueError(f"jet features of shape {features.shape} for {len(particles)} jets")
        for first in range(0, len(particles), jets):
            some = np.asarray(particles[first : first + jets], np.float64)
            yield _piece(some, np.asarray(features[first : first + jets], np.float64))


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _piece(particles: np.ndarray, features: np.ndarray) -> Piece:
    eta, phi, pt, mask = np.moveaxis(particles, 2, 0)
    if not np.isin(mask, (0.0, 1.0)).all():
        raise ValueError("a mask that is neither 0 nor 1")
    real = mask == 1.0
    pt = np.where(real, pt, 0.0)
    polar = {"pt": pt * features[:, :1], "eta": eta + features[:, 1:2], "phi": phi}
    return Piece(momenta_of(polar), real=real)
