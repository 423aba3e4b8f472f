"""What a particle's pairs do to attention, as a number per particle."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from pyg_jets.attribution.pair_saliency import pair_saliency
from pyg_jets.attribution.per_node import per_node
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


@per_node
def pair_bias(tagger: Tagger, batch: Any, *, target: Target = None) -> Tensor:
    r"""Sensitivity of the logit L to the bias that a particle's pairs put on attention.

    .. math::
        A_i = \frac12 \sum_{j \ne i} \left\| \frac{\partial L}{\partial u_{ij}} \right\|_2

    with the four features :math:`u_{ij}` of each pair, see :func:`pair_saliency`, from which the
    bias comes: each pair goes to both its particles in halves. It is a sensitivity, not a share of
    the logit: attention does not change if all biases rise alike, so that a bias of 0 is no
    baseline.

    Args:
        tagger: A Particle Transformer; it is left as it was.
        batch: A batch of trees.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``, not negative; 0 on all but its particles

    Raises:
        TypeError: If the tagger is another one.
    """
    tagger = at_target(tagger, target)
    pairs = pair_saliency(tagger, batch)
    found = pairs.saliency.new_zeros(batch.num_nodes)
    for ends in pairs.nodes:
        found = found.index_add(0, ends, pairs.saliency / 2)
    return found
