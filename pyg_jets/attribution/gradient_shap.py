"""Gradient SHAP, the expected gradients of `arXiv:1705.07874 <https://arxiv.org/abs/1705.07874>`_."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import On, check_number, noise, offsets
from pyg_jets.taggers import Tagger


def gradient_shap(
    tagger: Tagger,
    batch: Any,
    *,
    on: On = "states",
    baseline: Any = None,
    width: float = 0.0,
    samples: int = 20,
    seed: int = 0,
) -> Tensor:
    r"""Gradients at random points between baseline and noisy value, times the way.

    .. math::
        A_i = \frac1n \sum_{k=1}^n (x_i + s \circ \epsilon_{ki} - b) \cdot
              \frac{\partial L}{\partial x_i}\big(b + t_k (x + s \circ \epsilon_k - b)\big),
        \qquad t_k \sim U(0, 1), \quad \epsilon_k \sim N(0, w^2)

    Without noise its expectation is :func:`integrated_gradients`, and the sum over a jet is
    :math:`L(x) - L(b)` on average. As Captum's ``GradientShap``, which would give every node of a
    batch noise that depends on the others; here the k-th nodes of all jets have the same, and all
    jets the same t. The gradients are Captum's.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        on: ``"states"`` (factors that go from 0 to 1) or ``"features"``.
        baseline: b of the features, ``(channels,)``; the centre of the tagger's scaling if not
            given.
        width: w: of factors, or of features in units of the tagger's scale s.
        samples: n.
        seed: Of points and noise.

    Shapes:
        - **output:** ``(num_nodes,)``

    Raises:
        ValueError: If ``on`` is something else, the baseline does not fit, the width is negative,
            or there is no sample.
    """
    from captum.attr import Saliency

    check_number("samples", samples)
    if not width >= 0:
        raise ValueError(f"'width' must not be negative (got {width})")
    with torch.enable_grad(), frozen(tagger):
        moved = offsets(tagger, batch, on, baseline)
        total = torch.zeros_like(moved.values)
        for sample in range(samples):
            generator = np.random.default_rng((seed, sample))
            point = generator.uniform()
            way = moved.values + width * noise(moved.values, batch, generator)
            here = (point * way)[None].requires_grad_()
            (gradient,) = Saliency(moved.totals).attribute(here, abs=False)
            total += way * gradient.detach()
    mean: Tensor = total / samples
    return mean.sum(1)
