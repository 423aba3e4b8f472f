"""Toy jets with their truth, from the places of their emissions."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.packing import borders
from pyg_jets.simulation._planting import planted
from pyg_jets.simulation.toy_truth import Floats, ToyJets

Places = tuple[NDArray[np.int64], Floats, Floats]
"""Jet, ln(1/Delta) and ln(kt/GeV) of every emission."""


def toy_jets(
    label: NDArray[np.bool_],
    core_pt: Floats,
    places: Places,
    in_region: NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    prong: NDArray[np.bool_] | None = None,
) -> ToyJets:
    """Jets whose emissions Cambridge/Aachen finds where they are put.

    Args:
        label: Which jets are signal.
        core_pt: In GeV.
        places: Of all emissions, in any order.
        in_region: Which of them tell signal from background.
        rng: Draws axes and azimuths.
        prong: Which of them are the softer prong of a resonance; none if not given.

    Shapes:
        - **label**, **core_pt:** ``(num_jets,)``; the others ``(num_emissions,)``
    """
    jet, x, y = places
    prong = np.zeros(len(jet), bool) if prong is None else prong
    # From inside out, as Cambridge/Aachen undoes them.
    order = np.lexsort((-x, jet))
    jet, x, y = jet[order], x[order], y[order]
    prong, in_region = prong[order], in_region[order]
    ptr = borders(torch.from_numpy(np.bincount(jet, minlength=len(label)) + 1))
    rows = torch.arange(len(jet)) + torch.from_numpy(jet) + 1
    p4 = planted(core_pt, jet, x, y, rng)

    def column(values: NDArray, core: float = 0) -> Tensor:
        there = torch.from_numpy(values)
        return torch.full((len(p4),), core, dtype=there.dtype).index_put((rows,), there)

    return ToyJets(
        Constituents(p4, ptr, label=torch.from_numpy(label).long()),
        emission=column(~prong),
        in_region=column(in_region),
        prong=column(prong),
        ln_inv_delta=column(x, math.nan),
        ln_kt=column(y, math.nan),
    )
