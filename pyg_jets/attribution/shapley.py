"""Shapley values of declusterings, sampled."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import check_number
from pyg_jets.attribution.per_node import per_node
from pyg_jets.attribution.pruning import History, histories, pruned_logits
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target

Players: TypeAlias = Literal["primary", "all"]
"""Which declusterings share out the logit."""


@per_node
def shapley(
    tagger: Tagger,
    batch: Any,
    *,
    among: Players = "primary",
    samples: int = 20,
    seed: int = 0,
    target: Target = None,
) -> Tensor:
    r"""What every declustering brings to the logit, fairly shared out.

    The players are splittings; one that takes part brings its softer branch. A coalition S is
    the jet of those constituents all of whose branches are in it, with momenta and features made
    anew, as in :func:`branch_removal`. Over n random orders of the players

    .. math::
        A_i = \frac1n \sum_k \big[ L(S_{ki} \cup \{i\}) - L(S_{ki}) \big]

    with :math:`S_{ki}` those before i (`arXiv:1705.07874 <https://arxiv.org/abs/1705.07874>`_;
    the sampling is Castro, Gomez and Tejada's, doi:10.1016/j.cor.2008.04.004). A branch within one
    that is not there yet brings nothing, and the outer one brings both. In every order, so in the
    mean too, a jet's values sum to its logit minus that of what is at the end of its harder
    branches: one constituent if all splittings play.

    Jets with as many players have the same orders, and a jet's values do not depend on the others
    in its batch.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of trees.
        among: ``"primary"``: those on the line of harder branches, which bring whole branches; or
            ``"all"``.
        samples: n; each takes as many jets as there are players, and one more.
        seed: Of the orders.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``; 0 on leaves and on splittings that do not play

    Raises:
        ValueError: If ``among`` is something else, there is no sample, or there are jets in several
            frames.
    """
    tagger = at_target(tagger, target)
    check_number("samples", samples)
    if among not in get_args(Players):
        raise ValueError(f"'among' must be one of {', '.join(get_args(Players))} (got '{among}')")
    jets = histories(batch)
    found = [tagger.center.new_zeros(2 * len(jet.p4) - 1) for jet in jets]
    with frozen(tagger):
        for sample in range(samples):
            brought, kept = zip(*(_order(jet, among, (seed, sample)) for jet in jets), strict=True)
            logits = pruned_logits(tagger, batch, jets, kept)
            for values, node, of_copies in zip(found, brought, logits, strict=True):
                values[node] += of_copies.diff() / samples
    return torch.cat(found)


def _order(jet: History, among: Players, seed: tuple[int, int]) -> tuple[Tensor, np.ndarray]:
    """One order of the players: who changes the jet, one after the other, and the jets between.

    Shapes:
        - **output:** ``(m,)`` nodes and ``(m + 1, n)`` constituents, none and all brought at first
          and at last
    """
    player = np.flatnonzero(jet.primary if among == "primary" else np.ones_like(jet.primary))
    order = np.random.default_rng(seed).permutation(player)
    # A constituent is there when the last branch that holds it has come.
    turn = np.arange(1, len(order) + 1)[:, None]
    arrival = (jet.softer[order] * turn).max(0, initial=0)
    times = np.unique(arrival)
    return torch.from_numpy(len(jet.p4) + order[times[1:] - 1]), arrival <= times[:, None]
