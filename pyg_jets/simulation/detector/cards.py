"""Constants of Delphes' CMS and ATLAS cards (commit 0ee14ba, 20 April 2026), as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from pyg_jets.jets.border.invisible import INVISIBLE
from pyg_jets.jets.energy_flow import HADRON_TOWER, PHOTON_TOWER

CARDS = ("cms", "atlas")
"""The parametrised detectors."""

# The cards name six of the invisible codes; to Delphes the others are hadrons.
_NOTHING = dict.fromkeys((13, *sorted(INVISIBLE)), 0.0)
_ECAL_FRACTIONS = {11: 1.0, 22: 1.0, 111: 1.0, 310: 0.3, 3122: 0.3}
_HCAL_FRACTIONS = {11: 0.0, 22: 0.0, 111: 0.0, 310: 0.7, 3122: 0.7, **_NOTHING}


@dataclass(frozen=True)
class Resolution:
    r"""Energy resolution up to ``max_eta``, from the next smaller region's border on.

    .. math::
        \sigma(E) = s(\eta) \sqrt{a^2 E^2 + b^2 E + c^2}, \qquad
        s(\eta) = s_0 + s_2 (|\eta| - \eta_0)^2

    Args:
        max_eta: Border, itself included.
        constant: :math:`a`.
        stochastic: :math:`b` in :math:`\sqrt{\mathrm{GeV}}`.
        noise: :math:`c` in GeV.
        shape: :math:`(s_0, s_2, \eta_0)`.
    """

    max_eta: float
    constant: float
    stochastic: float
    noise: float = 0.0
    shape: tuple[float, float, float] = (1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Calorimeter:
    """One calorimeter: towers, what particles leave in it, resolution and thresholds.

    Args:
        eta_edges: Borders in pseudorapidity ``(n + 1,)``; the upper one belongs to the tower.
        num_phi: Towers around the beam between two borders ``(n,)``.
        fractions: Share of the energy that each ``|PDG code|`` leaves here.
        other_fraction: The share of every other particle.
        resolutions: Regions from inside out; beyond the last there is no smearing.
        min_energy: Towers below are dropped, GeV.
        min_significance: So are towers below this many of their own resolutions.
        pid: Code of its neutral energy-flow towers.
    """

    eta_edges: np.ndarray
    num_phi: np.ndarray
    fractions: Mapping[int, float]
    other_fraction: float
    resolutions: tuple[Resolution, ...]
    min_energy: float
    min_significance: float
    pid: int


@dataclass(frozen=True)
class Card:
    """One detector.

    Args:
        field: Magnetic field along the beam, T.
        radius: Radius of the tracker's cylinder, m.
        half_length: Half its length, m.
        loses_stiff_muons: Whether muons above 1 TeV are found less often.
        ecal: The electromagnetic calorimeter, which comes first.
        hcal: The hadronic calorimeter.
    """

    field: float
    radius: float
    half_length: float
    loses_stiff_muons: bool
    ecal: Calorimeter
    hcal: Calorimeter


@cache
def card(detector: str) -> Card:
    """The constants of a detector.

    Raises:
        ValueError: If the detector is unknown.
    """
    if detector not in CARDS:
        raise ValueError(f"'detector' must be one of {', '.join(CARDS)} (got '{detector}')")
    return {"cms": _cms, "atlas": _atlas}[detector]()


def _cms() -> Card:
    crystal = {"constant": 0.008, "stochastic": 0.11, "noise": 0.40}
    ecal = (
        Resolution(1.5, **crystal, shape=(1.0, 0.64, 0.0)),
        Resolution(2.5, **crystal, shape=(2.16, 5.6, 2.0)),
        Resolution(5.0, 0.107, 2.08),
    )
    hcal = (Resolution(3.0, 0.050, 1.50), Resolution(5.0, 0.130, 2.70))
    return Card(3.8, 1.29, 3.00, True, _ecal("CMS", ecal, 2.0), _hcal("CMS", hcal, 1.0))


def _atlas() -> Card:
    ecal = (Resolution(3.2, 0.0017, 0.101), Resolution(4.9, 0.0350, 0.285))
    hcal = (
        Resolution(1.7, 0.0302, 0.5205, 1.59),
        Resolution(3.2, 0.0500, 0.706),
        Resolution(4.9, 0.0942, 1.00),
    )
    return Card(2.0, 1.15, 3.51, False, _ecal("ATLAS", ecal, 2.0), _hcal("ATLAS", hcal, 2.0))


def _ecal(name: str, resolutions: tuple[Resolution, ...], min_significance: float) -> Calorimeter:
    edges, num_phi = _towers(name, "ecal")
    return Calorimeter(
        edges, num_phi, _ECAL_FRACTIONS, 0.0, resolutions, 0.5, min_significance, PHOTON_TOWER
    )


def _hcal(name: str, resolutions: tuple[Resolution, ...], min_significance: float) -> Calorimeter:
    edges, num_phi = _towers(name, "hcal")
    return Calorimeter(
        edges, num_phi, _HCAL_FRACTIONS, 1.0, resolutions, 1.0, min_significance, HADRON_TOWER
    )


def _towers(name: str, calorimeter: str) -> tuple[np.ndarray, np.ndarray]:
    file = files("pyg_jets.simulation") / "data" / "detector_cards.json"
    towers = json.loads(file.read_text(encoding="utf-8"))[name][calorimeter]
    return np.array(towers["eta_edges"], dtype=float), np.array(towers["nphi"], dtype=np.int64)
