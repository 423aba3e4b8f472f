"""Integrated gradients, `arXiv:1703.01365 <https://arxiv.org/abs/1703.01365>`_."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import On, check_number, offsets
from pyg_jets.attribution.per_node import per_node
from pyg_jets.attribution.straight_path import TOLERANCE, adaptive_integral, even_integral
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import jet_of_node, num_jets


@per_node
def integrated_gradients(
    tagger: Tagger,
    batch: Any,
    *,
    on: On = "states",
    baseline: Any = None,
    steps: int | None = None,
    tolerance: float = TOLERANCE,
    target: Target = None,
) -> Tensor:
    r"""The gradient along a straight line from the baseline, times the way.

    .. math::
        A_i = (x_i - b) \cdot \int_0^1 \frac{\partial L}{\partial x_i}\big(b + t (x - b)\big) dt

    On states, x is a factor on every state that goes from 0 to 1, in all nodes together. Several
    features of a node are summed. The attributions of a jet sum to :math:`\Delta = L(x) - L(b)`,
    and so do those of each part of the line to the change of the logit there. Therefore each jet
    gets its points where its logit changes, and as many as it needs: 20 at first, then the part
    that is farthest off is halved, until the sum is within ``tolerance``, or after 1,000 gradients.
    A network that normalises what it is given, as ParT, changes its logit in the first hundredth
    of the line only, where evenly spaced points miss it.

    The error of a jet is relative to :math:`\max(|\Delta|, V / 10)`, with V the way that its logit
    goes up and down along the line: a jet whose logit ends where it began has no :math:`\Delta` to
    compare with. Values of jets that are farther off come with a warning.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        on: ``"states"`` or ``"features"``.
        baseline: b of the features, ``(channels,)``; the centre of the tagger's scaling if not
            given.
        steps: A fixed number of points instead, those of one Gauss-Legendre rule for all jets, as
            Captum has it. Each is a forward and a backward pass.
        tolerance: Relative error of a jet's sum that is allowed.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``

    Raises:
        ValueError: If ``on`` is something else, the baseline does not fit, there is no step, or
            the tolerance is not positive.

    Warns:
        UserWarning: If jets' values do not sum to :math:`\Delta` within the tolerance.
    """
    tagger = at_target(tagger, target)
    check_number("steps", 1 if steps is None else steps)
    if not tolerance > 0:
        raise ValueError(f"'tolerance' must be positive (got {tolerance})")
    with torch.enable_grad(), frozen(tagger):
        moved = offsets(tagger, batch, on, baseline)
        jet, number = jet_of_node(batch), num_jets(batch)
        if steps is None:
            return adaptive_integral(moved, jet, number, tolerance).detach()
        return even_integral(moved, jet, number, steps, tolerance).detach()
