"""Input times gradient."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.gradients import node_gradients
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.attribution.per_node import per_node
from pyg_jets.attribution.scale_free import check_has_scale, check_products
from pyg_jets.attribution.scaled_states import with_states
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


@per_node
def input_x_gradient(
    tagger: Tagger,
    batch: Any,
    *,
    on: On = "states",
    baseline: Any = None,
    target: Target = None,
) -> Tensor:
    r"""What every node brings to the logit L, to first order.

    On states it is :math:`h_i \cdot \partial L / \partial h_i` with total derivatives, as in
    :func:`node_saliency`: the derivative by a factor on the state. In a recursion a node and those
    above it tell of the same things, and a jet's sum means nothing. On features it is
    :math:`(x_i - b) \cdot \partial L / \partial x_i` (`arXiv:1605.01713
    <https://arxiv.org/abs/1605.01713>`_), summed over the features of a node.

    A network that normalises each node's vector, as ParT its states, has the same logit whatever
    their size: the products are 0 by construction, and what a computer gives is rounding. Such a
    tagger is refused. Where nodes are normalised together, the products of a jet sum to 0 and say
    which nodes count more than the rest.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        on: ``"states"`` or ``"features"``.
        baseline: b, ``(channels,)``; the centre of the tagger's scaling if not given.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``

    Raises:
        TypeError: If the tagger normalises what is asked for.
        ValueError: If ``on`` is something else, or the baseline does not fit.
    """
    tagger = at_target(tagger, target)
    if on == "states" and baseline is None:
        check_has_scale(tagger)
        values, gradients = _states(tagger, batch)
    else:
        values, gradients = _moved(tagger, batch, on, baseline)
    check_products(tagger, values, gradients, on)
    return (values * gradients).sum(1)


def _states(tagger: Tagger, batch: Any) -> tuple[Tensor, Tensor]:
    """States and total derivatives by them; 0 where the tagger has no states."""
    with torch.no_grad(), frozen(tagger):
        view = tagger.view(batch)
        states = tagger.states(view) * with_states(tagger, view)[:, None]
    return states, node_gradients(tagger, batch)[0]


def _moved(tagger: Tagger, batch: Any, on: On, baseline: Any) -> tuple[Tensor, Tensor]:
    """Distances from the baseline and derivatives by them."""
    from captum.attr import Saliency

    with torch.enable_grad(), frozen(tagger):
        moved = offsets(tagger, batch, on, baseline)
        (gradients,) = Saliency(moved.totals).attribute(
            moved.values[None].detach().requires_grad_(), abs=False
        )
    return moved.values.detach(), gradients.detach()
