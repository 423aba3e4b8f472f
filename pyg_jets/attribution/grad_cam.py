"""Grad-CAM on the nodes of a graph, `arXiv:1610.02391 <https://arxiv.org/abs/1610.02391>`_."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.gradients import node_gradients
from pyg_jets.attribution.per_node import per_node
from pyg_jets.attribution.scaled_states import with_states
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets, sum_per_jet


@per_node
def grad_cam(tagger: Tagger, batch: Any, *, relu: bool = True, target: Target = None) -> Tensor:
    r"""How much of what the jet's logit L rises with, on average, is in every node's state.

    .. math::
        A_i = \mathrm{ReLU}\Big( \sum_c w_c h_{ic} \Big), \qquad
        w_c = \frac1N \sum_{j=1}^N \frac{\partial L}{\partial h_{jc}}

    over the N nodes of the jet that the tagger reads (whose state or derivative is not 0), as Pope
    et al. (CVPR 2019) have it for graphs.
    The derivatives are total ones, as in :func:`node_saliency`: Captum's layer methods would see
    only the last call of a cell that runs once per level. The same weights for all nodes make it
    coarser than :func:`input_x_gradient`, and less noisy.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        relu: Keep what speaks for the signal alone; without, the sign is kept too.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``; 0 where the tagger has no states
    """
    tagger = at_target(tagger, target)
    by_node, _ = node_gradients(tagger, batch)
    with torch.no_grad(), frozen(tagger):
        states = tagger.states(tagger.view(batch))
    jet = jet_of_node(batch)
    read = with_states(tagger, batch) & ((states != 0) | (by_node != 0)).any(1)
    read = read[:, None].to(states)
    many = sum_per_jet(read, jet, num_jets(batch)).clamp(min=1)
    weights = sum_per_jet(by_node * read, jet, num_jets(batch)) / many
    found = (states * weights[jet] * read).sum(1)
    return found.relu() if relu else found
