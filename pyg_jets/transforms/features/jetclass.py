"""The inputs of the networks that were trained on JetClass."""

from __future__ import annotations

from pyg_jets.transforms.features.feature import Feature

_ENERGIES = (
    Feature("part_pt_log", 1.7, 0.7),
    Feature("part_e_log", 2.0, 0.7),
    Feature("part_logptrel", -4.7, 0.7),
    Feature("part_logerel", -4.7, 0.7),
    Feature("part_deltaR", 0.2, 4.0),
)
_IDENTITY = tuple(
    Feature(f"part_{name}")
    for name in (
        "charge",
        "isChargedHadron",
        "isNeutralHadron",
        "isPhoton",
        "isElectron",
        "isMuon",
    )
)
_DISPLACEMENT = (
    Feature("part_d0"),
    Feature("part_d0err", 0, 1, 0, 1),
    Feature("part_dz"),
    Feature("part_dzerr", 0, 1, 0, 1),
)
_ANGLES = (Feature("part_deta"), Feature("part_dphi"))

JETCLASS_INPUTS = {
    "kin": _ENERGIES + _ANGLES,
    "kinpid": _ENERGIES + _IDENTITY + _ANGLES,
    "full": _ENERGIES + _IDENTITY + _DISPLACEMENT + _ANGLES,
}
"""The 7, 13 and 17 inputs of `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_, in order."""
