"""Saliency of every node of a clustering history."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from pyg_jets.attribution.gradients import node_gradients, relative_to_jets
from pyg_jets.attribution.per_node import per_node
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


@per_node
def node_saliency(
    tagger: Tagger, batch: Any, relative: bool = True, target: Target = None
) -> Tensor:
    r"""Sensitivity of the logit L to every node's state.

    It is eq. 2 of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_:

    .. math::
        S_i = \left\| \frac{\partial L}{\partial h_i} \right\|_2 \bigg/
              \left\| \frac{\partial L}{\partial h_J} \right\|_2

    with total derivatives, through every node above i. The ratio is the same for the logit and for
    any smooth function of it. By construction a RecNN's root has S = 1; a jet whose logit does not
    depend on :math:`h_J` at all has S = 0 everywhere. For a tagger without recursion, :math:`h_i`
    are its last node states (before an activation that only a mean follows, after which all would
    be alike) and :math:`h_J` the pooled embedding; for one that pools its input at once they are
    the inputs, momenta or intensities (``tagger.node_states`` says on which nodes; S = 0 on the
    others), and only ratios of S within a tagger mean something.
    :func:`splitting_saliency` brings what lies on leaves onto the splittings.

    Args:
        tagger: Any tagger.
        batch: A batch of what it reads.
        relative: Divide by the gradient of the jet's embedding.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``, not negative
    """
    tagger = at_target(tagger, target)
    by_node, by_jet = node_gradients(tagger, batch)
    norm = by_node.norm(dim=1)
    return relative_to_jets(norm, by_jet, batch) if relative else norm
