"""Layer-wise relevance propagation, through a recursion or through edge convolutions."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.lrp_edge_conv import edge_conv_relevance
from pyg_jets.attribution.per_node import per_node
from pyg_jets.attribution.propagating import Constant, Propagating, Rule, propagate_head
from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.nn.cells import GatedCell, SimpleCell
from pyg_jets.taggers import LundNet, ParticleNet, RecNN, Tagger
from pyg_jets.taggers.finite import check_finite
from pyg_jets.taggers.target import Target, at_target


@per_node
def lrp(
    tagger: Tagger, batch: Any, *, epsilon: float = 1e-6, gamma: float = 0.0, target: Target = None
) -> Tensor:
    r"""The logit handed down layer by layer to every node's input.

    Through a RecNN it goes from the root along the history, through ParticleNet and LundNet from
    the mean over the nodes along the edges.

    A layer :math:`z_k = \sum_j w_{kj} x_j + b_k` hands the relevance of its outputs to its inputs:

    .. math::
        R_j = \sum_k \frac{x_j (w_{kj} + \gamma w_{kj}^+)}
              {z_k^\gamma + \epsilon \, \mathrm{sign} z_k^\gamma} R_k, \qquad
        z_k^\gamma = \sum_j x_j (w_{kj} + \gamma w_{kj}^+) + b_k + \gamma b_k^+

    which is the epsilon rule (`doi:10.1371/journal.pone.0130140
    <https://doi.org/10.1371/journal.pone.0130140>`_) for :math:`\gamma = 0` and else the gamma rule
    (doi:10.1007/978-3-030-28954-6_10). Gamma is for layers with inputs that are not negative and a
    ReLU behind them: the cell, the layers on edges, the one that fuses LundNet's blocks, and the
    hidden layers of the head. Layers that see features, shortcuts and the logit's own layer have
    the epsilon rule. Batch normalisation is part of the layer before it (LundNet's last one, of
    the layer after the mean); terms of sums and means get their parts of them. The gates of a
    gated cell are taken for constants and get nothing, as Arras et al. have it for LSTMs
    (`arXiv:1706.07206 <https://arxiv.org/abs/1706.07206>`_); what they mix gets its part of the
    mixture.

    A RecNN's node has what arrives at its own input :math:`u_i`, features and bias of that layer
    together; a particle or a splitting has what arrives at its normalised features. Relevance is
    conserved: a jet's nodes have its logit together, but for what the other biases take (they
    belong to no node, and neither does the input of LundNet for a jet without splittings, which
    has 0) and for a part of :math:`\epsilon / |z|`. Captum's LRP refuses a cell that is called
    once per level; here the layers of a copy of the tagger have other gradients, and the relevance
    is input times gradient. Of ParticleNet all edges' states are kept, about 15 MB for a jet.

    Of a target the scores of the classes are what is handed down first, each its derivative times
    itself. A pair has all of its logit so; the log odds of a class against the rest have the
    weighted mean of the other scores in place of their logarithm of a sum.

    Args:
        tagger: A RecNN, a ParticleNet or a LundNet; it is left as it was.
        batch: A batch of what it reads.
        epsilon: Positive; keeps quotients finite, and takes away what it must for that.
        gamma: Not negative; what speaks for an output is favoured over what speaks against it.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``; 0 where the tagger has no states

    Raises:
        TypeError: If the tagger is another one, or has a cell of another class.
        ValueError: If epsilon is not positive or gamma is negative, or a number of the tagger is
            not finite.
    """
    tagger = at_target(tagger, target)
    check_known_layers(tagger)
    check_finite(tagger)  # by its own names: the copy that propagates has others
    if not (epsilon > 0 and gamma >= 0):
        raise ValueError(
            f"'epsilon' must be positive and 'gamma' not negative (got {epsilon} and {gamma})"
        )
    rule = Rule(epsilon, gamma)
    if isinstance(tagger, ParticleNet | LundNet):
        return edge_conv_relevance(tagger, batch, rule)
    return _recursive_relevance(tagger, batch, rule)


def check_known_layers(tagger: Tagger) -> None:
    """Raise a TypeError for a tagger through which :func:`lrp` has no way."""
    cell: Any = tagger.conv.cell if isinstance(tagger, RecNN) else None
    if not isinstance(tagger, ParticleNet | LundNet) and type(cell) not in (SimpleCell, GatedCell):
        with_cell = "" if cell is None else f" with a {type(cell).__name__}"
        raise TypeError(
            f"'tagger' must be a ParticleNet, a LundNet or a RecNN with a simple or a gated cell "
            f"(got {type(tagger).__name__}{with_cell})"
        )


def _recursive_relevance(tagger: Any, batch: Any, rule: Rule) -> Tensor:
    model = _propagating(tagger, rule)
    with torch.enable_grad(), frozen(model):
        features = model.features(batch).detach()
        # The bias of the features' layer is a weight of one more feature that is 1 everywhere.
        x = torch.cat((features, torch.ones_like(features[:, :1])), 1).requires_grad_()
        logits = model.head(model.conv(x, in_order(batch).edge_index, roots=True))
        (gradient,) = torch.autograd.grad(logits.sum(), x)
    return (x * gradient).sum(1).detach()


def _propagating(tagger: Any, rule: Rule) -> Any:
    """A copy that gives the same logits, with relevance for gradients times inputs."""
    model = copy.deepcopy(tagger)
    conv: Any = model.conv
    cell: Any = conv.cell
    weight = torch.cat((conv.lin_u.weight, conv.lin_u.bias[:, None]), 1)
    conv.lin_u = Propagating(weight, torch.zeros_like(conv.lin_u.bias), rule.plain)
    cell.lin_h = Propagating(cell.lin_h.weight, cell.lin_h.bias, rule)
    if isinstance(tagger.conv.cell, GatedCell):
        cell.lin_r, cell.lin_z = Constant(cell.lin_r), Constant(cell.lin_z)
    propagate_head(model.head, rule)
    return model
