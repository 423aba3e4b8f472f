"""Random numbers that belong to a jet, wherever it stands."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.constituents import Constituents

_STEP = np.uint64(0x9E3779B97F4A7C15)


def uniform_per_jet(jets: Constituents, seed: int, count: int) -> Tensor:
    """Numbers between 0 and 1, both excluded, that depend on the seed and the jet's momenta alone.

    A jet draws the same numbers alone, in a batch, in a shard, in any order, and in any order of
    its constituents. They are SplitMix64's (Steele, Lea, Flood, OOPSLA 2014) from a state that is
    the sum over the particles of their mixed bits.

    Args:
        jets: The jets.
        seed: Another one gives other numbers to all jets.
        count: Numbers for each jet; the first ones do not depend on how many follow.

    Shapes:
        - **output:** ``(num_jets, count)`` float64
    """
    state = _mixed(_content(jets) + _mixed(np.array([int(seed) % 2**64], np.uint64)))
    bits = _mixed(state[:, None] + np.arange(1, count + 1, dtype=np.uint64) * _STEP)
    return torch.from_numpy(((bits >> np.uint64(12)) + 0.5) * 2.0**-52)


def _content(jets: Constituents) -> np.ndarray:
    # Adding 0 makes -0 the same as 0.
    columns = np.ascontiguousarray((jets.p4 + 0.0).numpy().T).view(np.uint64)
    words: np.ndarray = np.zeros_like(columns[0])
    for column in columns:
        words = _mixed(words + column + _STEP)
    sums: np.ndarray = np.add.reduceat(words, jets.ptr[:-1].numpy())
    return sums


def _mixed(words: np.ndarray) -> np.ndarray:
    """SplitMix64's output function; every bit depends on all."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: np.ndarray = words ^ (words >> np.uint64(31))
    return mixed
