from collections.abc import Callable

import numpy as np
import pytest
import torch

from pyg_jets.jets.constituents import Partons
from pyg_jets.simulation import Events

MASSES = {22: 0.0, 12: 0.0, 11: 0.000511, 13: 0.10566, 211: 0.13957, 130: 0.49761, 321: 0.49368}


def no_partons(num_events: int) -> Partons:
    none = torch.empty(0, dtype=torch.int32)
    ptr = torch.zeros(num_events + 1, dtype=torch.int64)
    return Partons(torch.empty(0, 4, dtype=torch.float64), ptr, none, none)


@pytest.fixture
def gun() -> Callable[..., Events]:
    """Events of one particle each, at one energy and pseudorapidity and any azimuth."""

    def shoot(pid: int, energy: float, eta: float, count: int = 1) -> Events:
        p = np.sqrt(energy**2 - MASSES[abs(pid)] ** 2)
        phi = np.random.default_rng(1).uniform(-np.pi, np.pi, count)
        pt = p / np.cosh(eta)
        charge = 0 if abs(pid) in (22, 12, 130) else int(np.sign(pid))
        charge *= -1 if abs(pid) in (11, 13) else 1
        momenta = (pt * np.cos(phi), pt * np.sin(phi), p * np.tanh(eta) * np.ones(count))
        return Events(
            p4=np.column_stack((*momenta, np.full(count, energy))),
            ptr=np.arange(count + 1),
            pid=np.full(count, pid, dtype=np.int32),
            charge=np.full(count, charge, dtype=np.int8),
            vertex=np.zeros((count, 3)),
            number=np.arange(count),
            partons=no_partons(count),
        )

    return shoot
