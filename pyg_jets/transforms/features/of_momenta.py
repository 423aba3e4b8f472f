"""Features of the momenta of nodes, by name."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity

from pyg_jets.jets import kinematics
from pyg_jets.transforms.features.rows import Rows


def _d_eta(rows: Rows) -> Tensor:
    return kinematics.eta(rows.p4) - kinematics.eta(rows.jet_p4)


def _energy_fraction(rows: Rows) -> Tensor:
    jet_p4 = rows.jet_p4
    framed = kinematics.to_jet_frame(jet_p4, jet_p4) if rows.in_jet_frame else jet_p4
    return rows.framed[:, 3] / framed[:, 3]


def _delta_r(rows: Rows) -> Tensor:
    # At 0 a root has no derivative; a clamped one has 0.
    return (rows.from_axis**2).sum(1).clamp(min=1e-20).sqrt()


OF_MOMENTA: dict[str, Callable[[Rows], Tensor]] = {
    "px": lambda rows: rows.framed[:, 0],
    "py": lambda rows: rows.framed[:, 1],
    "pz": lambda rows: rows.framed[:, 2],
    "p": lambda rows: torch.hypot(rows.pt, rows.framed[:, 2]),
    "energy": lambda rows: rows.framed[:, 3],
    "pt": lambda rows: rows.pt,
    "eta": lambda rows: kinematics.eta(rows.framed),
    "phi": lambda rows: kinematics.phi(rows.framed),
    "theta": lambda rows: 2 * torch.atan(torch.exp(-kinematics.eta(rows.framed))),
    "cos_theta": lambda rows: rows.framed[:, 2] / rows.framed[:, :3].norm(dim=1),
    "energy_fraction": _energy_fraction,
    "energy_share": lambda rows: rows.p4[:, 3] / rows.jet_p4[:, 3],
    "pt_share": lambda rows: rows.pt / kinematics.pt(rows.jet_p4),
    "z": lambda rows: rows.z,
    "d_eta": _d_eta,
    "d_phi": lambda rows: rows.d_phi,
    "delta_r": _delta_r,
    "cos_to_jet": lambda rows: cosine_similarity(rows.p4[:, :3], rows.jet_p4[:, :3]),
    "y_hat": lambda rows: rows.from_centroid[:, 0],
    "phi_hat": lambda rows: rows.from_centroid[:, 1],
    "y_turned": lambda rows: rows.turned[:, 0],
    "phi_turned": lambda rows: rows.turned[:, 1],
}
"""As :class:`pyg_jets.transforms.ParticleSet` describes them, and the seven of the paper,
:data:`pyg_jets.jets.FEATURES`."""


def _signed_d_eta(rows: Rows) -> Tensor:
    d_eta = _d_eta(rows) * torch.where(kinematics.eta(rows.jet_p4) < 0, -1.0, 1.0)
    return torch.where(d_eta.isfinite(), d_eta, 0.0)


OF_PARTICLES: dict[str, Callable[[Rows], Tensor]] = {
    "part_px": lambda rows: rows.p4[:, 0],
    "part_py": lambda rows: rows.p4[:, 1],
    "part_pz": lambda rows: rows.p4[:, 2],
    "part_energy": lambda rows: rows.p4[:, 3],
    "part_pt": lambda rows: rows.pt,
    "part_eta": lambda rows: kinematics.eta(rows.p4),
    "part_phi": lambda rows: kinematics.phi(rows.p4),
    "part_mass": lambda rows: kinematics.mass(rows.p4),
    "part_deta": _signed_d_eta,
    "part_dphi": lambda rows: rows.d_phi,
}
"""What files of JetClass have of each particle, from momenta in the laboratory."""

OF_JETS: dict[str, Callable[[Rows], Tensor]] = {
    "jet_pt": lambda rows: kinematics.pt(rows.root_p4),
    "jet_eta": lambda rows: kinematics.eta(rows.root_p4),
    "jet_phi": lambda rows: kinematics.phi(rows.root_p4),
    "jet_energy": lambda rows: rows.root_p4[:, 3],
    "jet_mass": lambda rows: kinematics.mass(rows.root_p4),
    "jet_nparticles": lambda rows: rows.counts,
}
"""And of each jet, that is the sum of its constituents, ``(num_jets,)``."""
