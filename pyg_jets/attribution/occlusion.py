"""Occlusion: one node at a time is taken away."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.attribution.per_node import per_node
from pyg_jets.attribution.scaled_states import with_states
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, place_in_jet


@per_node
@torch.no_grad()
def occlusion(
    tagger: Tagger, batch: Any, *, on: On = "states", baseline: Any = None, target: Target = None
) -> Tensor:
    r"""How much the logit falls when one node's state is 0, or its features are the baseline.

    .. math::
        A_i = L(\ldots, h_i, \ldots) - L(\ldots, 0, \ldots)

    as in `arXiv:1311.2901 <https://arxiv.org/abs/1311.2901>`_. In a recursion all states above i
    are made anew without it, so that the branch below i is cut off whole. What is left is no jet,
    as the momenta above still have it: :func:`branch_removal` takes it out of them. One forward
    pass takes the k-th node of every jet away: there are as many as the largest jet has nodes.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        on: ``"states"`` or ``"features"``.
        baseline: Of the features, ``(channels,)``; the centre of the tagger's scaling if not given.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``; 0 where the tagger has no states

    Raises:
        ValueError: If ``on`` is something else, or the baseline does not fit.
    """
    tagger = at_target(tagger, target)
    node = with_states(tagger, batch).nonzero().flatten()
    jet = jet_of_node(batch)[node]
    rank = place_in_jet(jet, num_jets(batch))
    with frozen(tagger):
        moved = offsets(tagger, batch, on, baseline)
        whole = moved.logits(moved.values)
        found = whole.new_zeros(batch.num_nodes)
        for k in range(int(rank.max()) + 1 if len(rank) else 0):
            taken, jets = node[rank == k], jet[rank == k]
            without = moved.logits(moved.values.index_fill(0, taken, 0.0))
            found[taken] = (whole - without)[jets]
    return found
