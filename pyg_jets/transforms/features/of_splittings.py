"""Features of splittings, by name: their places on the Lund plane."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from pyg_jets.jets import kinematics
from pyg_jets.transforms.features.rows import Rows

_SMALLEST = {"delta": 1e-6, "z": 1e-12, "mass": 1e-6, "kt": 1e-12}


def _folded_psi(rows: Rows) -> Tensor:
    """Of every splitting, from its children's rapidities and unwrapped azimuths."""
    child, parent = rows.data.edge_index
    p4 = rows.data.p4[child[torch.argsort(parent, stable=True)]]
    phi = kinematics.phi(p4)
    d_phi = torch.where(phi < 0, phi + 2 * math.pi, phi).view(-1, 2).diff(dim=1)
    d_y = kinematics.rapidity(p4).view(-1, 2).diff(dim=1)
    # Two children in one direction have no angle: 0, as atan2 says.
    slope = torch.where((d_y == 0) & (d_phi == 0), 0.0, d_y / d_phi)
    return slope.atan().squeeze(1)


OF_SPLITTINGS: dict[str, Callable[[Rows], Tensor]] = {
    "ln_z": lambda rows: rows.lund.z.clamp(min=_SMALLEST["z"]).log(),
    "ln_delta": lambda rows: (-rows.lund.ln_inv_delta).clamp(min=math.log(_SMALLEST["delta"])),
    "psi": lambda rows: rows.lund.psi,
    "ln_mass": lambda rows: rows.lund.mass.abs().clamp(min=_SMALLEST["mass"]).log(),
    "ln_kt": lambda rows: rows.lund.ln_kt.clamp(min=math.log(_SMALLEST["kt"])),
    "psi_folded": _folded_psi,
}
"""As :class:`pyg_jets.transforms.LundTree` describes them."""
