"""Rapidity, azimuth and momentum scale of a particle in compiled loops, to FastJet's last bit."""

from __future__ import annotations

import math

import numpy as np

from pyg_jets.jobs.compiled import compiled

_TWO_PI = 2 * math.pi


@compiled(error_model="numpy", inline="always")
def coordinates(p4: np.ndarray, power: int) -> tuple[float, float, float]:
    """Rapidity, azimuth in [0, 2 pi) and momentum scale of one particle, as FastJet has them."""
    px, py, pz, energy = p4[0], p4[1], p4[2], p4[3]
    kt2 = px * px + py * py
    phi = 0.0 if kt2 == 0.0 else math.atan2(py, px)
    if phi < 0.0:
        phi += _TWO_PI
    if phi >= _TWO_PI:
        phi -= _TWO_PI
    # (E + pz)(E - pz) keeps digits that E² - pz² loses for fast particles; rounding may leave less
    # than 0, which FastJet takes for massless.
    m2 = max(0.0, (energy + pz) * (energy - pz) - kt2)
    if kt2 + m2 == 0.0:
        # FastJet's substitute for infinity; |pz| keeps particles along the beam apart and in order.
        rapidity = 1e5 + abs(pz)
        if pz < 0.0:
            rapidity = -rapidity
    else:
        # With |pz| nothing is subtracted: the sign is put back below.
        e_plus_pz = energy + abs(pz)
        rapidity = 0.5 * math.log((kt2 + m2) / (e_plus_pz * e_plus_pz))
        if pz > 0.0:
            rapidity = -rapidity
    scale = 1.0
    if power == 1:
        scale = kt2
    elif power == -1:
        # FastJet's own floor: 1 / kt² must stay finite.
        scale = 1.0 / kt2 if kt2 > 1e-300 else 1e300
    return rapidity, phi, scale
