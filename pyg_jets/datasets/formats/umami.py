"""Records in HDF5 as ATLAS' umami and salt read them: jets, and their tracks or constituents."""

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

PARTICLES = ("flows", "constituents", "consts", "particles", "towers", "tracks")
"""Names of the particles' records; of several the first is read."""

_LABELS = ("flavour_label", "HadronConeExclTruthLabelID", "R10TruthLabel_R22v1")
_MEV = 7000.0
"""No beam gives jets of such a pt in GeV, and jets below 7 GeV are none."""


def recognises(path: str | os.PathLike[str]) -> bool:
    """Whether this is an HDF5 file with records ``jets``, and others of their particles."""
    return fits(path, lambda file: bool(file["jets"].dtype.names) and bool(_groups(file)))


def _groups(file: object) -> list[str]:
    held: set[str] = set(file)  # type: ignore[call-overload]  # h5py has no types
    return [name for name in PARTICLES if name in held]


@stream_of("records of jets and their particles as of umami or salt (HDF5)")
def stream(path: Path, jets: int, particles: str | None = None) -> Iterator[Piece]:
    """Pieces of up to ``jets`` jets.

    ``jets (jets,)`` and particles ``(jets, slots)`` are records, as `salt
    <https://joss.theoj.org/papers/10.21105/joss.07217>`_ reads them; their fields are those of the
    mock files that `ftag <https://github.com/umami-hep/atlas-ftag-tools>`_ writes. Momenta come
    from ``pt`` (or ``qOverP``), ``eta`` and ``phi``, or ``deta`` and ``dphi`` beside the jet's
    ``eta`` and ``phi`` (0 if it has none), and ``energy`` or ``mass`` if there is one (tracks are
    pions). ``valid``
    says which are particles. Files whose jets have a median pt above 7,000 are in MeV, and become
    GeV, the columns ``pt, mass, energy`` of the jets too. ``label`` is ``flavour_label`` or a truth
    label; every other field keeps its name. Of fat jets ``R10TruthLabel_R22v1`` is 1 for tops, 10
    for QCD, 11 for H -> bb, 12 for H -> cc (as in those mock files); that their particles are
    called ``flows`` was seen in no file.

    Args:
        path: The file.
        jets: Of a piece.
        particles: Which records; by default the first of :data:`PARTICLES`.

    Raises:
        ValueError: If records or fields are missing, or do not fit each other.
    """
    with open_hdf5(path) as file:
        group = particles or next(iter(_groups(file)), PARTICLES[0])
        lacking(file, ("jets", group))
        of_jets, rows = checked(file["jets"]), checked(file[group])
        if not of_jets.dtype.names or not rows.dtype.names or rows.ndim != 2:
            raise ValueError(f"'jets' and '{group}' must be records, of (jets,) and (jets, slots)")
        lacking(of_jets.dtype.names, ("pt", "eta"))
        scale = 1000.0 if np.median(of_jets["pt"]) > _MEV else 1.0
        for first in range(0, same_length(file, ("jets", group)), jets):
            yield _piece(of_jets[first : first + jets], rows[first : first + jets], scale)


def read(path: str | os.PathLike[str], particles: str | None = None) -> Constituents:
    """All jets; see :func:`stream`."""
    return joined(path, stream(path, 10_000, particles))


def _piece(jets: np.ndarray, rows: np.ndarray, scale: float) -> Piece:
    particles, of_jets = _numbers(rows), _numbers(jets)
    valid = particles.pop("valid", None)
    polar = _polar(particles, of_jets, scale)
    real = polar["pt"] != 0 if valid is None else valid.astype(bool)
    if "qOverP" in particles and "charge" not in particles:
        particles["charge"] = np.sign(np.where(real, particles["qOverP"], 0))
    of_jets |= {key: of_jets[key] / scale for key in ("pt", "mass", "energy") if key in of_jets}
    if label := next((name for name in _LABELS if name in of_jets), None):
        of_jets["label"] = of_jets.pop(label)
    if "eventNumber" in of_jets:
        of_jets["event"] = of_jets.pop("eventNumber")
    p4 = momenta_of({key: np.where(real, values, 0) for key, values in polar.items()})
    return Piece(p4, real=real, particles=particles, jets=of_jets)


def _numbers(records: np.ndarray) -> dict[str, np.ndarray]:
    """Fields that hold one number each."""
    fields = {name: records[name] for name in records.dtype.names or ()}
    return {
        name: values
        for name, values in fields.items()
        if values.dtype.kind in "biuf" and values.shape == records.shape
    }


_PION = 0.13957039


def _polar(
    particles: dict[str, np.ndarray], jets: dict[str, np.ndarray], scale: float
) -> dict[str, np.ndarray]:
    """pt, eta, phi and mass or E in GeV; fields that are used leave the columns."""
    lacking(particles, [] if {"pt", "qOverP"} & particles.keys() else ["pt"])
    polar = {
        axis: particles.pop(axis).astype(np.float64)
        if axis in particles
        else _relative(particles, jets, axis)
        for axis in ("eta", "phi")
    }
    if "pt" in particles:
        polar["pt"] = particles.pop("pt").astype(np.float64) / scale
    else:
        momentum = 1 / np.abs(particles["qOverP"].astype(np.float64)) / scale
        polar |= {"pt": momentum / np.cosh(polar["eta"]), "mass": np.full_like(momentum, _PION)}
    for name, key in (("energy", "E"), ("mass", "mass")):
        if name in particles:
            polar[key] = particles.pop(name).astype(np.float64) / scale
            break
    return polar


def _relative(
    particles: dict[str, np.ndarray], jets: dict[str, np.ndarray], axis: str
) -> np.ndarray:
    lacking(particles, (f"d{axis}",))
    centre = jets[axis][:, None] if axis in jets else 0.0
    return particles[f"d{axis}"].astype(np.float64) + centre
