"""From where particles are made to where they hit the calorimeters, in a solenoid's field.

Positions decide towers, efficiencies and resolutions; momenta keep their size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pyg_jets.simulation.detector.cards import Card

_LIGHT = 0.299792458  # GeV / (T m)
_MIN_PT2 = 1e-9


@dataclass(frozen=True)
class Impacts:
    """Where the particles that reach the calorimeters hit them.

    Shapes:
        - **rows:** ``(n,)``: their positions among all particles
        - **eta**, **phi:** ``(n,)``: direction of the point, seen from the origin
        - **momentum_phi:** ``(n,)``: azimuth of the momentum where the track comes closest to the
          beam; for neutral particles where they are made
    """

    rows: np.ndarray
    eta: np.ndarray
    phi: np.ndarray
    momentum_phi: np.ndarray


def propagate(p4: np.ndarray, charge: np.ndarray, vertex: np.ndarray, card: Card) -> Impacts:
    """Follow particles to the surface of the tracker's cylinder.

    Particles made outside of it, or moving along the beam, are left out.

    Args:
        p4: ``(px, py, pz, E)`` in GeV.
        charge: In units of e.
        vertex: Where each is made, mm.
        card: Field and cylinder.

    Shapes:
        - **p4:** ``(num_particles, 4)``; **vertex:** ``(num_particles, 3)``
    """
    start = vertex * 1e-3
    outside = np.hypot(start[:, 0], start[:, 1]) > card.radius
    outside |= np.abs(start[:, 2]) > card.half_length
    rows = np.flatnonzero(~outside & (p4[:, 0] ** 2 + p4[:, 1] ** 2 >= _MIN_PT2))
    p3, start, charge = p4[rows, :3], start[rows], charge[rows]
    point = np.empty_like(p3)
    azimuth = np.arctan2(p3[:, 1], p3[:, 0])
    bent = charge != 0
    point[~bent] = _straight(p3[~bent], start[~bent], card)
    curvature = _LIGHT * card.field * charge[bent]
    point[bent], azimuth[bent] = _helix(p3[bent], azimuth[bent], start[bent], curvature, card)
    eta = np.arcsinh(point[:, 2] / np.hypot(point[:, 0], point[:, 1]))
    return Impacts(rows, eta, np.arctan2(point[:, 1], point[:, 0]), azimuth)


def _straight(p3: np.ndarray, start: np.ndarray, card: Card) -> np.ndarray:
    """Where straight lines leave the cylinder ``(n, 3)``, in m."""
    pt2 = p3[:, 0] ** 2 + p3[:, 1] ** 2
    across = p3[:, 0] * start[:, 1] - p3[:, 1] * start[:, 0]
    along = p3[:, 0] * start[:, 0] + p3[:, 1] * start[:, 1]
    to_side = (np.sqrt(np.maximum(pt2 * card.radius**2 - across**2, 0.0)) - along) / pt2
    length = np.minimum(to_side, _to_end(p3[:, 2], start[:, 2], card))
    point: np.ndarray = start + p3 * length[:, None]
    return point


def _helix(
    p3: np.ndarray, azimuth: np.ndarray, start: np.ndarray, curvature: np.ndarray, card: Card
) -> tuple[np.ndarray, np.ndarray]:
    r"""Where helices leave the cylinder ``(n, 3)``, and their azimuth closest to the beam.

    Everything is told in the angle that the momentum has turned by; the radius has the charge's
    sign, :math:`r = p_T / (0.3\,q B)`.
    """
    pt = np.hypot(p3[:, 0], p3[:, 1])
    radius = pt / curvature
    size, sign = np.abs(radius), np.sign(radius)
    centre_x = start[:, 0] + radius * np.sin(azimuth)
    centre_y = start[:, 1] - radius * np.cos(azimuth)
    distance = np.hypot(centre_x, centre_y)
    closest = azimuth + np.arctan2(centre_x, centre_y)
    closest -= np.pi * np.rint(closest / np.pi)
    pitch = size * p3[:, 2] / pt
    turned = np.minimum(
        _to_side(size, distance, card) + sign * closest, _to_end(pitch, start[:, 2], card)
    )
    direction = azimuth - sign * turned
    point = np.column_stack(
        (
            centre_x - radius * np.sin(direction),
            centre_y + radius * np.cos(direction),
            start[:, 2] + pitch * turned,
        )
    )
    return point, azimuth - closest


def _to_side(size: np.ndarray, distance: np.ndarray, card: Card) -> np.ndarray:
    """Angle from the point closest to the beam to the mantle; infinite for a curler."""
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = (size**2 + distance**2 - card.radius**2) / (2 * size * distance)
    reaches = size + distance >= card.radius
    return np.where(reaches, np.arccos(np.clip(np.where(reaches, cosine, 0.0), -1, 1)), np.inf)


def _to_end(velocity: np.ndarray, z: np.ndarray, card: Card) -> np.ndarray:
    """Path, in the units that the velocity along the beam is told in, to the nearer end."""
    still = velocity == 0
    ahead = np.copysign(card.half_length, velocity) - z
    # A curler that does not move along the beam never leaves: any long path will do.
    return np.where(still, 1e9, ahead / np.where(still, 1.0, velocity))
