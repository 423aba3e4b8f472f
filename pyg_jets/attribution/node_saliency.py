"""Saliency of every node of a clustering history."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from pyg_jets.taggers import Tagger


def node_saliency(tagger: Tagger, batch: Any, relative: bool = True) -> Tensor:
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

    Captum's layer methods see only the last call of a cell that runs once per level. Here a gate
    of zeros is added to every :math:`h_i` and to :math:`h_J`: Captum differentiates with respect
    to the gates, all nodes in one backward pass.

    Args:
        tagger: Any tagger.
        batch: A batch of what it reads.
        relative: Divide by the gradient of the jet's embedding.

    Shapes:
        - **output:** ``(num_nodes,)``, not negative
    """
    from captum.attr import Saliency  # it takes a second: it brings pyplot

    like = next(tagger.parameters())
    num_jets = getattr(batch, "num_graphs", 1)
    # One zero, expanded: it takes no memory, and a recursion need not add it.
    zero = like.detach().new_zeros(1, 1)
    node_gate = zero.expand(batch.num_nodes, tagger.state_channels).requires_grad_()
    jet_gate = like.new_zeros(num_jets, tagger.hidden_channels, requires_grad=True)

    def logits(node_gate: Tensor, jet_gate: Tensor) -> Tensor:
        # The sum: every gate belongs to one jet, and Captum would take the jets one by one.
        out: Tensor = tagger.head(tagger.embed(batch, node_gate) + jet_gate).sum()
        return out.view(1)

    with torch.enable_grad(), _without_parameter_gradients(tagger):
        gradients = Saliency(logits).attribute((node_gate, jet_gate), abs=False)
    node_norm: Tensor
    node_norm, jet_norm = (gradient.detach().norm(dim=1) for gradient in gradients)
    if not relative:
        return node_norm
    of_jet = jet_norm.new_zeros(batch.num_nodes, dtype=torch.int64)
    if getattr(batch, "batch", None) is not None:
        of_jet = batch.batch
    jet_norm = jet_norm[of_jet]
    return torch.where(jet_norm > 0, node_norm / jet_norm, 0.0)


@contextlib.contextmanager
def _without_parameter_gradients(tagger: Tagger) -> Iterator[None]:
    """Half of a backward pass is for the parameters; nobody asks for it here."""
    trained = [parameter for parameter in tagger.parameters() if parameter.requires_grad]
    try:
        for parameter in trained:
            parameter.requires_grad_(False)
        yield
    finally:
        for parameter in trained:
            parameter.requires_grad_(True)
