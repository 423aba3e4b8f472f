"""Branch removal: what the logit is without one branch, in a jet that is a jet."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.per_node import per_node
from pyg_jets.attribution.pruning import histories, pruned_logits
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


@per_node
def branch_removal(tagger: Tagger, batch: Any, *, target: Target = None) -> Tensor:
    r"""How much the logit falls when the softer branch of a splitting is pruned away.

    .. math::
        A_i = L(\mathrm{jet}) - L(\mathrm{jet} \setminus \mathrm{softer\ branch\ of\ } i)

    The splitting goes with it, its harder branch takes its place, and all momenta and features
    above are those of the constituents that are left, as in grooming: the tagger is asked about
    jets only, and not about states that no jet has, as in :func:`occlusion`. The history is not
    clustered anew. It lies on splittings for every tagger, and needs no folding.

    Momenta are summed from the constituents, and features made from them, for the whole jet as
    well.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of trees.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``; 0 on leaves

    Raises:
        ValueError: If there are jets in several frames.
    """
    tagger = at_target(tagger, target)
    jets = histories(batch)
    kept = [np.concatenate((np.ones((1, len(jet.p4)), np.bool_), ~jet.softer)) for jet in jets]
    with frozen(tagger):
        logits = pruned_logits(tagger, batch, jets, kept)
    # A jet's nodes are n leaves, then n - 1 splittings; its logits those of itself and n - 1 more.
    parts = [torch.cat((torch.zeros_like(values), values[0] - values[1:])) for values in logits]
    return torch.cat(parts)
