"""ATLAS' open data for top tagging: constituents of R = 1.0 jets, in MeV."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pyg_jets.datasets.formats._hdf5 import checked, fits, open_hdf5, same_length
from pyg_jets.datasets.formats._momenta import momenta_of
from pyg_jets.datasets.formats._piece import Piece
from pyg_jets.datasets.formats._reading import joined, lacking, stream_of
from pyg_jets.jets.constituents import Constituents

FINDS_JETS = False

_MOMENTUM = {"pt": "fjet_clus_pt", "eta": "fjet_clus_eta", "phi": "fjet_clus_phi"}
_ENERGY = "fjet_clus_E"
_WEIGHTS = ("weights", "training_weights")
_IN_MEV = ("fjet_pt", "fjet_m")


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an HDF5 file with data sets that begin with ``fjet_clus_``."""
    return fits(path, lambda file: any(name.startswith("fjet_clus_") for name in file))


@stream_of("a file of ATLAS' open data for top tagging (HDF5)")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    The set of `ATL-PHYS-PUB-2022-039 <https://cds.cern.ch/record/2825328>`_ (CERN open data 15013):
    ``fjet_clus_pt, _eta, _phi, _E (jets, slots)`` in MeV, which become GeV; ``labels`` is 1 for
    top quarks; ``weights``, where the file has them, are the jets' ``weight``. Other data sets with
    one number for each particle or jet keep their names and units, but for ``fjet_pt`` and
    ``fjet_m``, which become GeV.

    Raises:
        ValueError: If a data set is missing, or has another shape.
    """
    with open_hdf5(path) as file:
        needed = (*_MOMENTUM.values(), _ENERGY, "labels")
        lacking(file, needed)
        length, shape = same_length(file, needed), file[_ENERGY].shape
        if len(shape) != 2 or any(file[name].shape != shape for name in needed[:-1]):
            raise ValueError(f"'{_ENERGY}' must have shape (jets, slots), as the others")
        held = [name for name in file if file[name].shape in (shape, (length,), (length, 1))]
        data = {name: checked(file[name]) for name in held if file[name].dtype.kind in "biuf"}
        for first in range(0, length, jets):
            yield _piece({name: rows[first : first + jets] for name, rows in data.items()})


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _piece(data: dict[str, np.ndarray]) -> Piece:
    polar = {key: data.pop(name).astype(np.float64) for key, name in _MOMENTUM.items()}
    polar["pt"] /= 1000
    energy = data.pop(_ENERGY).astype(np.float64) / 1000
    real, shape = polar["pt"] != 0, energy.shape
    p4 = momenta_of({**{k: np.where(real, v, 0) for k, v in polar.items()}, "E": energy})
    particles = {name: values for name, values in data.items() if values.shape == shape}
    columns = {name: values.ravel() for name, values in data.items() if name not in particles}
    columns |= {name: columns[name] / 1000 for name in _IN_MEV if name in columns}
    columns["label"] = columns.pop("labels")
    if weight := next((name for name in _WEIGHTS if name in columns), None):
        columns["weight"] = columns.pop(weight)
    return Piece(p4, real=real, particles=particles, jets=columns)
