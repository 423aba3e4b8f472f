"""OmniLearned: particles relative to their jets, the classes, and features of the jets."""

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

_FULL = ("pid_class", "tanh_d0", "d0_err", "tanh_dz", "dz_err")
"""Features after the kinematic ones, where a file has all nine."""


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an HDF5 file with ``data`` of particles, and ``pid`` or ``global``."""
    return fits(
        path,
        lambda file: (
            "data" in file
            and len(getattr(file["data"], "shape", ())) == 3
            and bool({"pid", "global"} & set(file))
        ),
    )


@stream_of("an OmniLearned file (HDF5)")
def stream(path: Path, jets: int) -> Iterator[Piece]:
    r"""Pieces of up to ``jets`` jets.

    The files of `arXiv:2510.24066 <https://arxiv.org/abs/2510.24066>`_: ``data (jets, slots,
    features)`` begins with :math:`\Delta\eta, \Delta\phi, \ln p_T, \ln E`, zeros where there is
    no particle; ``pid`` is the jet's class, here ``label``. The axis is not kept: jets point to
    :math:`\eta = \phi = 0` and particles are massless, so that distances and transverse momenta
    are the file's. Further features are columns ``pid_class`` (an index, no PDG code), ``tanh_d0,
    d0_err, tanh_dz, dz_err``, or else ``data_4`` and on; those of ``global`` are ``global_0`` and
    on.

    Raises:
        ValueError: If a data set is missing, or has another shape.
    """
    with open_hdf5(path) as file:
        lacking(file, ("data", "pid"))
        needed = [name for name in ("data", "pid", "global") if name in file]
        data = {name: checked(file[name]) for name in needed}
        if data["data"].ndim != 3 or data["data"].shape[2] < 4:
            raise ValueError(f"'data' of shape {data['data'].shape}, not (jets, slots, 4 or more)")
        for first in range(0, same_length(file, needed), jets):
            yield _piece({name: rows[first : first + jets] for name, rows in data.items()})


def read(path: str | os.PathLike[str]) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000))


def _piece(data: dict[str, np.ndarray]) -> Piece:
    features = data["data"].astype(np.float64)
    real = (features[..., :4] != 0).any(-1)
    eta, phi, log_pt = (features[..., i] for i in range(3))
    p4 = momenta_of({"pt": np.where(real, np.exp(log_pt), 0), "eta": eta, "phi": phi})
    more = data["data"][..., 4:]
    width = more.shape[2]
    names = _FULL if width == len(_FULL) else [f"data_{4 + i}" for i in range(width)]
    columns = {"label": data["pid"].ravel()}
    if "global" in data:
        rows = data["global"].reshape(len(real), -1)
        columns |= {f"global_{i}": rows[:, i] for i in range(rows.shape[1])}
    particles = {name: more[..., i] for i, name in enumerate(names)}
    return Piece(p4, real=real, particles=particles, jets=columns)
