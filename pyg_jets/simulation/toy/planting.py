"""Momenta of emissions at given places of the Lund plane, such that C/A finds the places again."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.kinematics import delta_phi, phi, rapidity

_AZIMUTHS = 32
_ROUNDS = 20
_CHUNK = 4096


def planted(
    core_pt: np.ndarray,
    jet: np.ndarray,
    ln_inv_delta: np.ndarray,
    ln_kt: np.ndarray,
    rng: np.random.Generator,
) -> Tensor:
    """Momenta of each jet's massless core and of its massless emissions, from inside out.

    Every emission stands at its distance, in rapidity and azimuth, from the sum of the core and
    all emissions inside it. Of several azimuths the first one is taken that leaves no pair closer
    than the one that Cambridge/Aachen has to merge. A jet in which an emission finds none is
    planted again, a few times.

    Args:
        core_pt: In GeV.
        jet: Of each emission, not falling.
        ln_inv_delta: Of each emission, falling within a jet.
        ln_kt: Of each emission, kt in GeV.
        rng: Draws axes and azimuths.

    Shapes:
        - **core_pt:** ``(num_jets,)``; **jet**, **ln_inv_delta**, **ln_kt:** ``(num_emissions,)``
        - **output:** ``(num_jets + num_emissions, 4)``
    """
    counts = np.bincount(jet, minlength=len(core_pt))
    rank = np.arange(len(jet)) - np.repeat(np.cumsum(counts) - counts, counts)
    # Jets side by side, padded with emissions without pt.
    padded = np.zeros((2, len(core_pt), int(counts.max(initial=0))))
    padded[:, jet, rank] = np.exp(-ln_inv_delta), np.exp(ln_kt + ln_inv_delta)
    delta, pt = torch.from_numpy(padded)
    y, azimuth = rng.uniform(-1, 1, len(core_pt)), rng.uniform(-math.pi, math.pi, len(core_pt))
    core = _massless(torch.from_numpy(core_pt), torch.from_numpy(np.stack((y, azimuth), 1)))
    p4 = torch.zeros(*delta.shape, 4, dtype=torch.float64)
    for some in torch.arange(len(core)).split(_CHUNK):
        todo = some
        for _ in range(_ROUNDS):
            p4[todo], whole = _attempt(core[todo], delta[todo], pt[todo], rng)
            todo = todo[~whole]
    there = np.arange(delta.shape[1] + 1) <= counts[:, None]
    return torch.cat((core[:, None], p4), 1)[torch.from_numpy(there)]


def _attempt(
    hard: Tensor, delta: Tensor, pt: Tensor, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Emissions ``(jets, emissions, 4)``, and which jets Cambridge/Aachen takes apart again."""
    p4, whole = torch.zeros(*delta.shape, 4, dtype=torch.float64), torch.ones(len(hard)).bool()
    places, axes = torch.zeros(2, *delta.shape, 2, dtype=torch.float64)
    for k in range(delta.shape[1]):
        jets = (pt[:, k] > 0).nonzero().flatten()
        axes[jets, k] = torch.stack((rapidity(hard[jets]), phi(hard[jets])), 1)
        psi = torch.from_numpy(rng.uniform(-math.pi, math.pi, (len(jets), _AZIMUTHS, 1)))
        step = delta[jets, k, None, None] * torch.cat((psi.sin(), psi.cos()), 2)
        offered = axes[jets, k, None] + step
        free = _farther(offered, places[jets, :k], delta[jets, :k])
        free &= _farther(offered, axes[jets, :k], delta[jets, :k])
        places[jets, k] = offered[torch.arange(len(jets)), free.long().argmax(1)]
        whole[jets] &= free.any(1)
        p4[jets, k] = _massless(pt[jets, k], places[jets, k])
        hard = hard + p4[:, k]
    return p4, whole


def _farther(offered: Tensor, earlier: Tensor, delta: Tensor) -> Tensor:
    """Whether places ``(jets, azimuths, 2)`` are farther from each earlier one than its delta."""
    d_y = offered[:, :, None, 0] - earlier[:, None, :, 0]
    d_phi = delta_phi(offered[:, :, None, 1], earlier[:, None, :, 1])
    return (torch.hypot(d_y, d_phi) > delta[:, None]).all(2)


def _massless(pt: Tensor, place: Tensor) -> Tensor:
    y, azimuth = place.unbind(1)
    return torch.stack((azimuth.cos(), azimuth.sin(), y.sinh(), y.cosh()), 1) * pt[:, None]
