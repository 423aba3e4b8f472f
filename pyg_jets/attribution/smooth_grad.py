"""SmoothGrad, `arXiv:1706.03825 <https://arxiv.org/abs/1706.03825>`_."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import check_number, noise, offsets
from pyg_jets.attribution.per_node import per_node
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target


@per_node
def smooth_grad(
    tagger: Tagger,
    batch: Any,
    *,
    width: float = 0.1,
    samples: int = 20,
    seed: int = 0,
    target: Target = None,
) -> Tensor:
    r"""Sensitivity of the logit L to every node's features, averaged over noise on them.

    .. math::
        S_i = \left\Vert \frac1n \sum_{k=1}^n s \circ
              \frac{\partial L}{\partial x_i}(x + s \circ \epsilon_k) \right\Vert_2,
        \qquad \epsilon_k \sim N(0, w^2)

    with s the scale of the features that the tagger has learnt (1 if it scales nothing): noise and
    gradient are in its units. Small steps of a ReLU network, which a gradient alone takes for
    slopes, are smoothed away. The k-th nodes of all jets have the same noise, so that a jet's
    result does not depend on the others in its batch; the gradients are Captum's.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        width: w, in interquartile ranges; 0 gives the gradient itself.
        samples: n.
        seed: Of the noise.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``, not negative

    Raises:
        ValueError: If the width is negative, or there is no sample.
    """
    tagger = at_target(tagger, target)
    from captum.attr import Saliency

    check_number("samples", samples)
    if not width >= 0:
        raise ValueError(f"'width' must not be negative (got {width})")
    with torch.enable_grad(), frozen(tagger):
        moved = offsets(tagger, batch, "features")
        total = torch.zeros_like(moved.values)
        for sample in range(samples):
            generator = np.random.default_rng((seed, sample))
            noisy = moved.values + width * noise(moved.values, batch, generator)
            (found,) = Saliency(moved.totals).attribute(noisy[None].requires_grad_(), abs=False)
            total += found.detach()
    size: Tensor = (total / samples).norm(dim=1)
    return size
