"""Momenta ``(px, py, pz, E)`` from other coordinates."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np

from pyg_jets.jets.border.checks import TOLERANCE

_NAMES = {
    "E": ("E", "energy", "e"),
    "mass": ("mass", "m", "M"),
}
_GENERIC = {"px": "x", "py": "y", "pz": "z", "pt": "rho", "E": "t", "mass": "tau", "rapidity": "y"}
"""Names that ``vector`` gives where it does not know of momenta; vertices have some of them too."""
_CHOICES = (
    (("px", "py"), ("pt", "phi")),
    (("pz",), ("eta",), ("rapidity",)),
    (("E",), ("mass",)),
)
_MOST_FORWARD = 300
"""Of pseudorapidities: e to this is 1e130."""
_MOST_TURNS = 10
"""Azimuths lie within one turn, or two; in degrees nearly all are beyond this."""
_SPACELIKE = 2 * TOLERANCE
"""How far a negative mass² may lie below 0, as a share of the momentum²: as E below ``|p|``."""


def massive(
    pt: np.ndarray, rapidity: np.ndarray, phi: np.ndarray, mass: np.ndarray | float = 0.0
) -> np.ndarray:
    r"""Momenta ``(..., 4)`` from pt, **rapidity**, azimuth and mass; massless: pseudorapidity."""
    transverse = np.hypot(pt, mass)
    return np.stack(
        (
            pt * np.cos(phi),
            pt * np.sin(phi),
            transverse * np.sinh(rapidity),
            transverse * np.cosh(rapidity),
        ),
        axis=-1,
    )


def coordinates(names: Sequence[str]) -> dict[str, str]:
    """Which fields hold momenta: coordinate -> the name that it has among ``names``.

    Coordinates are px and py, or pt and phi; pz, eta (pseudorapidity) or rapidity; E or mass. Of
    several the first is taken.

    Raises:
        ValueError: If one is missing; the message lists what there is.
    """
    columns: dict[str, str] = {}
    for choice in _CHOICES:
        usual = [{key: list(_NAMES.get(key, (key,))) for key in keys} for keys in choice]
        generic = [{key: [_GENERIC.get(key, key)] for key in keys} for keys in choice]
        for wanted in [*usual, *generic]:
            there = {key: [n for n in any_of if n in names] for key, any_of in wanted.items()}
            if all(there.values()):
                columns |= {key: several[0] for key, several in there.items()}
                break
        else:
            fields = " or ".join(", ".join(keys) for keys in choice)
            raise ValueError(
                f"particles must have the fields {fields} (got {', '.join(names) or 'none'})"
            )
    return columns


def momenta(values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Momenta ``(n, 4)`` from the coordinates that :func:`coordinates` names.

    Slightly negative masses are rounding and count as zero.

    Shapes:
        - **values:** ``(n,)`` each

    Raises:
        ValueError: If a pt is negative, a mass by more than rounding, an energy below the
            momentum by more than that, or a pseudorapidity or rapidity so large that the energy is
            no number.

    Warns:
        UserWarning: If azimuths are beyond several turns (degrees?).
    """
    values = {key: np.asarray(value, np.float64) for key, value in values.items()}
    if "pt" in values:
        _refuse("pt", values["pt"] < 0, values["pt"])
        _warn_of_degrees(np.abs(values["phi"][values["pt"] > 0]))
        px, py = (values["pt"] * turn(values["phi"]) for turn in (np.cos, np.sin))
    else:
        px, py = values["px"], values["py"]
    pt = np.hypot(px, py)
    values |= {key: _forward(key, values[key], pt) for key in ("eta", "rapidity") if key in values}
    mass = values.get("mass", np.zeros_like(pt))
    if "rapidity" in values:
        return _from_rapidity(px, py, values, mass)
    pz = values["pz"] if "pz" in values else pt * np.sinh(values["eta"])
    momentum = np.hypot(pt, pz)
    _refuse("mass", mass < -np.sqrt(_SPACELIKE) * momentum, mass)
    energy = values["E"] if "E" in values else np.hypot(momentum, np.maximum(mass, 0))
    below = energy < momentum * (1 - TOLERANCE)
    if below.any():
        row = int(below.argmax())
        raise ValueError(
            f"the energy must not be below |p| but for rounding (got {energy[row]} with |p| = "
            f"{momentum[row]} at particle {row}): energies and momenta must have the same units"
        )
    return np.stack((px, py, pz, energy), 1)


def _from_rapidity(
    px: np.ndarray, py: np.ndarray, values: Mapping[str, np.ndarray], mass: np.ndarray
) -> np.ndarray:
    rapidity = values["rapidity"]
    if "E" in values:
        return np.stack((px, py, values["E"] * np.tanh(rapidity), values["E"]), 1)
    pt = np.hypot(px, py)
    _refuse("mass", mass < -np.sqrt(_SPACELIKE) * pt, mass)
    transverse = np.hypot(pt, np.maximum(mass, 0))
    return np.stack((px, py, transverse * np.sinh(rapidity), transverse * np.cosh(rapidity)), 1)


def _warn_of_degrees(phi: np.ndarray) -> None:
    if phi.size and phi.max() > _MOST_TURNS:
        warnings.warn(
            f"'phi' has values up to {phi.max():.4g}: azimuths must be in radians (multiply "
            "degrees by pi / 180)",
            stacklevel=4,
        )


def _forward(name: str, values: np.ndarray, pt: np.ndarray) -> np.ndarray:
    """Angles but for particles without pt, which have none: files write codes such as 999.9."""
    bad = (np.abs(values) > _MOST_FORWARD) & (pt > 0)
    if bad.any():
        row = int(bad.argmax())
        raise ValueError(
            f"'{name}' must lie within +-{_MOST_FORWARD} (got {values[row]} at particle {row}): "
            "leave out particles without a direction"
        )
    directed: np.ndarray = np.where(pt > 0, values, 0)
    return directed


def _refuse(name: str, bad: np.ndarray, values: np.ndarray) -> None:
    if bad.any():
        row = int(bad.argmax())
        raise ValueError(f"'{name}' must not be negative (got {values[row]} at particle {row})")
