"""The observables of the paper's Table 1."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.observables import (
    mass_angularity,
    multiplicity,
    nsubjettiness_up_to,
    pt_d,
    width,
)

_ROUNDING = 1e-12


def observables_of(jets: Any) -> dict[str, Tensor]:
    r"""Targets of the probes, under the names of the paper's Table 1, ``(num_jets,)`` each.

    A ratio of N-subjettinesses is NaN, not defined, where its denominator is 0 or rounding.

    Args:
        jets: ``Constituents`` or a ``JetTreeDataset``.
    """
    tau_1, tau_2, tau_3 = nsubjettiness_up_to(jets, 3).unbind(1)
    return {
        "multiplicity": multiplicity(jets),
        "width": width(jets),
        "mass": mass_angularity(jets),
        "pt_d": pt_d(jets),
        "tau_1": tau_1,
        "tau_2": tau_2,
        "tau_3": tau_3,
        "tau_21": torch.where(tau_1 > _ROUNDING, tau_2 / tau_1, torch.nan),
        "tau_32": torch.where(tau_2 > _ROUNDING, tau_3 / tau_2, torch.nan),
    }
