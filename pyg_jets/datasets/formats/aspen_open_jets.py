"""Aspen Open Jets: AK8 jets of CMS' open data, with their candidates."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats._hdf5 import checked, fits, open_hdf5, same_length
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

_CANDIDATES = ("d0", "d0Err", "dz", "dzErr", "charge", "pid", "puppiWeight")
"""What follows px, py, pz, E."""
_JETS = {
    "jet_kinematics": ("jet_pt", "jet_eta", "jet_phi", "jet_msoftdrop"),
    "jet_tagging": (
        *("jet_nConstituents", "jet_tau1", "jet_tau2", "jet_tau3", "jet_tau4"),
        *(f"jet_particleNet_{name}" for name in ("H4qvsQCD", "HbbvsQCD", "HccvsQCD", "QCD")),
        *(f"jet_particleNet_{name}" for name in ("TvsQCD", "WvsQCD", "ZvsQCD", "mass")),
    ),
    "event_info": ("run", "luminosityBlock", "event"),
}


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an HDF5 file with ``PFCands``, or ``jet_tagging`` of its jets."""
    return fits(path, lambda file: bool({"PFCands", "jet_tagging"} & set(file)))


@stream_of("an Aspen Open Jets file (HDF5)")
def stream(path: Path, jets: int, puppi: bool = True) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    The set of `arXiv:2412.10504 <https://arxiv.org/abs/2412.10504>`_: ``PFCands (jets, 150, 11)``
    holds px, py, pz, E, which are multiplied by the PUPPI weight, the last; ``jet_kinematics,
    jet_tagging, event_info`` are of the jets. Columns: ``pid, charge, event``, impact parameters,
    weights, and those of the jets.

    Args:
        path: The file.
        jets: Of a piece.
        puppi: Whether PUPPI weights multiply the momenta.

    Raises:
        ValueError: If a data set is missing, or has another shape.
    """
    with open_hdf5(path) as file:
        lacking(file, ("PFCands", *_JETS))
        data = {name: checked(file[name]) for name in ("PFCands", *_JETS)}
        widths = {"PFCands": 4 + len(_CANDIDATES), **{k: len(v) for k, v in _JETS.items()}}
        for name, width in widths.items():
            if data[name].shape[-1] != width or data[name].ndim != (2 if name in _JETS else 3):
                raise ValueError(f"'{name}' must have {width} columns (got {data[name].shape})")
        for first in range(0, same_length(file, data), jets):
            yield _piece({name: rows[first : first + jets] for name, rows in data.items()}, puppi)


def read(path: str | os.PathLike[str], puppi: bool = True) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000, puppi))


def _piece(data: dict[str, np.ndarray], puppi: bool) -> Piece:
    candidates = data["PFCands"]
    p4 = candidates[..., :4].astype(np.float64)
    if puppi:
        p4 *= candidates[..., -1:]
    particles = {name: candidates[..., 4 + i] for i, name in enumerate(_CANDIDATES)}
    columns = {
        column: data[name][:, i] for name, held in _JETS.items() for i, column in enumerate(held)
    }
    return Piece(p4, particles=particles, jets=columns)
