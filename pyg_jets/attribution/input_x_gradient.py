"""Input times gradient."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.taggers import Tagger


def input_x_gradient(
    tagger: Tagger, batch: Any, *, on: On = "states", baseline: Any = None
) -> Tensor:
    r"""What every node brings to the logit L, to first order.

    On states it is :math:`h_i \cdot \partial L / \partial h_i` with total derivatives, as in
    :func:`node_saliency`: the derivative by a factor on the state. In a recursion a node and those
    above it tell of the same things, and a jet's sum means nothing. On features it is
    :math:`(x_i - b) \cdot \partial L / \partial x_i` (`arXiv:1605.01713
    <https://arxiv.org/abs/1605.01713>`_), summed over the features of a node; with Captum.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        on: ``"states"`` or ``"features"``.
        baseline: b, ``(channels,)``; the centre of the tagger's scaling if not given.

    Shapes:
        - **output:** ``(num_nodes,)``

    Raises:
        ValueError: If ``on`` is something else, or the baseline does not fit.
    """
    from captum.attr import InputXGradient

    with torch.enable_grad(), frozen(tagger):
        moved = offsets(tagger, batch, on, baseline)
        found = InputXGradient(moved.totals).attribute(moved.values[None].requires_grad_())
    by_node: Tensor = found[0].sum(1).detach()
    return by_node
