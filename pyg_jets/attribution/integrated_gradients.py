"""Integrated gradients, `arXiv:1703.01365 <https://arxiv.org/abs/1703.01365>`_."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import On, check_number, offsets
from pyg_jets.taggers import Tagger


def integrated_gradients(
    tagger: Tagger, batch: Any, *, on: On = "states", baseline: Any = None, steps: int = 50
) -> Tensor:
    r"""The gradient along a straight line from the baseline, times the way.

    .. math::
        A_i = (x_i - b) \cdot \int_0^1 \frac{\partial L}{\partial x_i}\big(b + t (x - b)\big) dt

    On states, x is a factor on every state that goes from 0 to 1, in all nodes together. The
    attributions of a jet sum to :math:`L(x) - L(b)`, up to the error of the Gauss-Legendre rule,
    which more steps make smaller. A network that normalises what it is given, as ParT, has nearly
    one logit on all of the line but its first hundredth: that takes a thousand steps. Several
    features of a node are summed. With Captum, which gets whole batches of jets as its examples,
    one at a time.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        on: ``"states"`` or ``"features"``.
        baseline: b of the features, ``(channels,)``; the centre of the tagger's scaling if not
            given.
        steps: Number of points on the line, each a forward and a backward pass.

    Shapes:
        - **output:** ``(num_nodes,)``

    Raises:
        ValueError: If ``on`` is something else, the baseline does not fit, or there is no step.
    """
    from captum.attr import IntegratedGradients

    check_number("steps", steps)
    with torch.enable_grad(), frozen(tagger):
        moved = offsets(tagger, batch, on, baseline)
        found = IntegratedGradients(moved.totals).attribute(
            moved.values[None], n_steps=steps, internal_batch_size=1
        )
    by_node: Tensor = found[0].sum(1).detach()
    return by_node
