"""What explains an observable without any network."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.jets.kinematics import pt
from pyg_jets.observables import jet_mass, multiplicity


def raw_features(jets: Any) -> Tensor:
    """Multiplicity, transverse momentum and mass (GeV): what explains without any network.

    Args:
        jets: ``Constituents`` or a ``JetTreeDataset``.

    Shapes:
        - **output:** ``(num_jets, 3)``
    """
    particles = getattr(jets, "constituents", jets)
    momentum = torch.segment_reduce(particles.p4, "sum", offsets=particles.ptr, axis=0)
    return torch.stack((multiplicity(jets), pt(momentum), jet_mass(jets)), dim=1)
