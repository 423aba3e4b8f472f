"""Energy-flow objects as Delphes writes them: what their codes say about masses and charges."""

from __future__ import annotations

import numpy as np

PHOTON_TOWER = 22
HADRON_TOWER = 0

_ELECTRON, _MUON, _PION = 0.00051099895, 0.1056583755, 0.13957039


def flow_mass(pid: np.ndarray) -> np.ndarray:
    """Mass in GeV of each object: tracks are electrons, muons or, whatever else, pions.

    Args:
        pid: Codes of tracks (PDG), of photon towers (22) and of hadron towers (0).
    """
    size = np.abs(pid)
    mass = np.where(size == 11, _ELECTRON, np.where(size == 13, _MUON, _PION))
    return np.where(_is_tower(pid), 0.0, mass)


def flow_charge(pid: np.ndarray) -> np.ndarray:
    """Charge of each object in units of e, int8.

    Leptons of positive code are negative; hadrons' charges have their code's sign.
    """
    sign = np.sign(pid) * np.where(np.isin(np.abs(pid), (11, 13)), -1, 1)
    return np.where(_is_tower(pid), 0, sign).astype(np.int8)


def _is_tower(pid: np.ndarray) -> np.ndarray:
    return np.isin(pid, (HADRON_TOWER, PHOTON_TOWER))
