"""Gradients of the logit with respect to every node's state, in one backward pass."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.per_node import at_tagger
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


def node_gradients(tagger: Tagger, batch: Any, *, target: Target = None) -> tuple[Tensor, Tensor]:
    r"""Total derivatives of the logit by the nodes' states and by the jets' embeddings.

    Captum's layer methods see only the last call of a cell that runs once per level. Here a gate
    of zeros is added to every :math:`h_i` and to :math:`h_J`: Captum differentiates with respect
    to the gates, all nodes in one backward pass. It reads dimension 0 as examples and would take
    the jets one by one; their logits are summed, since every gate belongs to one jet.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes, state_channels)`` and ``(num_jets, hidden_channels)``
    """
    tagger = at_target(tagger, target)
    from captum.attr import Saliency  # it takes a second: it brings pyplot

    batch = at_tagger(tagger, batch)
    like = tagger.center  # there also without parameters
    # One zero, expanded: it takes no memory, and a recursion need not add it.
    zero = like.new_zeros(1, 1)
    node_gate = zero.expand(batch.num_nodes, tagger.state_channels).requires_grad_()
    num_jets = getattr(batch, "num_graphs", 1)
    jet_gate = like.new_zeros(num_jets, tagger.hidden_channels, requires_grad=True)

    def logits(node_gate: Tensor, jet_gate: Tensor) -> Tensor:
        out: Tensor = tagger.head(tagger.embed(batch, node_gate) + jet_gate).sum()
        return out.view(1)

    with torch.inference_mode(False), torch.enable_grad(), frozen(tagger):
        by_node, by_jet = Saliency(logits).attribute((node_gate, jet_gate), abs=False)
    return by_node.detach(), by_jet.detach()


def relative_to_jets(values: Tensor, by_jet: Tensor, batch: Any) -> Tensor:
    r"""Values of nodes over :math:`\|\partial L / \partial h_J\|_2` of their jets; 0 where it is 0.

    Shapes:
        - **values**, **output:** ``(num_nodes,)``; **by_jet:** ``(num_jets, hidden_channels)``
    """
    norm = by_jet.norm(dim=1)
    if getattr(batch, "batch", None) is not None:
        norm = norm[batch.batch]
    return torch.where(norm > 0, values / norm, 0.0)
