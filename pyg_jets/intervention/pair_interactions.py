"""Interactions of pairs of splittings: whether two together say more than each by itself."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.pruning import History, histories, pruned_logits
from pyg_jets.jets import kinematics
from pyg_jets.metrics import Floats, float64_array
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target

_MOST = 12
"""Players: a coalition for every subset of them, 4,096 copies of a jet."""


class PairInteractions(NamedTuple):
    """Of one jet, players from the hardest splitting on.

    Attributes:
        node: Their rows among the nodes of the batch.
        alone: Their Shapley values.
        pairs: Shapley interaction indices, symmetric, 0 on the diagonal.

    Shapes:
        - **node**, **alone:** ``(num_players,)``; **pairs:** ``(num_players, num_players)``
    """

    node: Tensor
    alone: Tensor
    pairs: Tensor


def pair_interactions(
    tagger: Tagger, trees: Any, players: int = 8, *, target: Target = None
) -> list[PairInteractions]:
    r"""Exact interactions of order two among the splittings of largest kt of every jet.

    A splitting that takes part brings its softer branch; all others are as they are, and a branch
    within one that is not there brings nothing, as in :func:`pyg_jets.attribution.shapley`. With
    L(S) the logit of the jet with the players S, and n of them,

    .. math::
        I_{ij} = \sum_{S \subseteq N \setminus \{i, j\}}
            \frac{|S|! \, (n - |S| - 2)!}{(n - 1)!}
            \big[ L(S \cup \{i, j\}) - L(S \cup \{i\}) - L(S \cup \{j\}) + L(S) \big]

    (Grabisch and Roubens, doi:10.1007/s001820050125), over all subsets. Above 0: the two say more
    together than by themselves; below 0: they say the same. Of a logit that is a sum over
    splittings all are 0.

    Args:
        tagger: Any tagger; it is left as it was.
        trees: A tree or a batch of trees.
        players: Splittings per jet at most, from 2 to 12; the tagger reads :math:`2^n` copies of
            each jet.
        target: Which number is asked about, see :func:`pyg_jets.taggers.at_target`.

    Raises:
        ValueError: If ``players`` is out of its range, or jets cannot be pruned
            (:func:`pyg_jets.attribution.pruning.histories`).
    """
    if not 2 <= players <= _MOST:
        raise ValueError(f"'players' must be from 2 to {_MOST} (got {players})")
    tagger, jets = at_target(tagger, target), histories(trees)
    chosen = [_hardest(jet, players) for jet in jets]
    kept = [_coalitions(jet, of_jet) for jet, of_jet in zip(jets, chosen, strict=True)]
    with frozen(tagger):
        logits = pruned_logits(tagger, trees, jets, kept)
    return [
        PairInteractions(
            torch.from_numpy(jet.first + len(jet.p4) + of_jet),
            *(torch.from_numpy(values) for values in _indices(float64_array(of_copies))),
        )
        for jet, of_jet, of_copies in zip(jets, chosen, logits, strict=True)
    ]


def _hardest(jet: History, players: int) -> np.ndarray:
    """Numbers of the splittings of largest kt, the largest first."""
    n = len(jet.p4)
    p4 = np.zeros((2 * n - 1, 4))
    p4[:n] = jet.p4
    for k, (a, b) in enumerate(jet.children):
        p4[n + k] = p4[a] + p4[b]
    harder, softer = (torch.from_numpy(p4[jet.children[:, side]]) for side in (0, 1))
    d_phi = kinematics.delta_phi(kinematics.phi(softer), kinematics.phi(harder))
    distance = torch.hypot(kinematics.rapidity(softer) - kinematics.rapidity(harder), d_phi)
    order: np.ndarray = (-kinematics.pt(softer) * distance).argsort(stable=True).numpy()
    return order[:players]


def _coalitions(jet: History, chosen: np.ndarray) -> np.ndarray:
    """Constituents of every coalition; bit k of its number says whether player k is in it."""
    bits = np.arange(2 ** len(chosen))[:, None] >> np.arange(len(chosen)) & 1
    there: np.ndarray = (1 - bits) @ jet.softer[chosen].astype(np.int64) == 0
    return there


def _indices(values: Floats) -> tuple[Floats, Floats]:
    """Shapley values and interactions of a game, from what each coalition has."""
    n = len(values).bit_length() - 1
    # Axis k is player n - 1 - k: the first player is the last bit.
    game = values.reshape((2,) * n).transpose(*range(n)[::-1]) if n else values
    alone = np.array([_mean(np.diff(game, axis=i).squeeze(i)) for i in range(n)])
    pairs = np.zeros((n, n))
    for i, j in combinations(range(n), 2):
        pairs[i, j] = pairs[j, i] = _mean(np.diff(np.diff(game, axis=j), axis=i).squeeze((i, j)))
    return alone, pairs


def _mean(changes: Floats) -> float:
    """Over the sizes of the coalition, and the coalitions of each size."""
    others = changes.ndim
    size = np.indices(changes.shape).sum(0) if others else np.zeros((), np.int64)
    weights = [
        factorial(s) * factorial(others - s) / factorial(others + 1) for s in range(others + 1)
    ]
    return float((np.array(weights)[size] * changes).sum())
