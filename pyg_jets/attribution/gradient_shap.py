"""Gradient SHAP, the expected gradients of `arXiv:1705.07874 <https://arxiv.org/abs/1705.07874>`_."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.offsets import Offsets, On, check_number, noise, offsets
from pyg_jets.attribution.per_node import per_node
from pyg_jets.attribution.straight_path import (
    gradient_times_way,
    logit_scale,
    warn_incomplete,
)
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target
from pyg_jets.transforms._one_or_many import jet_of_node

TOLERANCE = 0.05
"""What a jet's sum may be off: looser than that of an integral without chance."""

_FIRST, _LAST = 20, 320
"""Samples of the first and the last try; each has twice as many as the one before."""

_PARTS = 96
"""Parts of the line in which the logit's change is looked up; their ends are powers of four."""


@per_node
def gradient_shap(
    tagger: Tagger,
    batch: Any,
    *,
    on: On = "states",
    baseline: Any = None,
    width: float = 0.0,
    samples: int | None = None,
    tolerance: float = TOLERANCE,
    seed: int = 0,
    target: Target = None,
) -> Tensor:
    r"""Gradients at random points between baseline and noisy value, times the way.

    .. math::
        A_i = \frac1n \sum_{k=1}^n \frac{1}{p(t_k)}\, (x_i + s \circ \epsilon_{ki} - b) \cdot
              \frac{\partial L}{\partial x_i}\big(b + t_k (x + s \circ \epsilon_k - b)\big),
        \qquad t_k \sim p, \quad \epsilon_k \sim N(0, w^2)

    Without noise its expectation is :func:`integrated_gradients` for any density p: a jet's values
    sum to :math:`\Delta = L(x) - L(b)` on average, with noise to the mean of :math:`L(x + s \circ
    \epsilon_k) - L(b)`. With an even p, the points miss the first hundredth of the line, where a
    network that normalises changes its logit. So half of p is even over 96 parts of the line, with
    ends at :math:`(j / 96)^4`, and half is the jet's own: the change of its logit in each part.
    The k-th of n points falls into the k-th n-th of p, which keeps the expectation, too. Their
    number doubles from 20 until a jet's sum is within ``tolerance``, relative to :math:`\max(
    |\Delta|, V / 10)` as in :func:`integrated_gradients`; jets that are farther off with 320 come
    with a warning.

    As Captum's ``GradientShap``, which would give every node of a batch noise that depends on the
    others; here the k-th nodes of all jets have the same, and all jets the same u.

    Args:
        tagger: Any tagger; it is left as it was.
        batch: A batch of what it reads.
        on: ``"states"`` (factors that go from 0 to 1) or ``"features"``.
        baseline: b of the features, ``(channels,)``; the centre of the tagger's scaling if not
            given.
        width: w: of factors, or of features in units of the tagger's scale s.
        samples: A fixed n instead.
        tolerance: Relative error of a jet's sum that is allowed.
        seed: Of points and noise.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`.

    Shapes:
        - **output:** ``(num_nodes,)``

    Raises:
        ValueError: If ``on`` is something else, the baseline does not fit, the width is negative,
            there is no sample, or the tolerance is not positive.

    Warns:
        UserWarning: If jets' values do not sum to what they should within the tolerance.
    """
    tagger = at_target(tagger, target)
    check_number("samples", 1 if samples is None else samples)
    if not width >= 0:
        raise ValueError(f"'width' must not be negative (got {width})")
    if not tolerance > 0:
        raise ValueError(f"'tolerance' must be positive (got {tolerance})")
    with torch.enable_grad(), frozen(tagger):
        expected = _Expected(offsets(tagger, batch, on, baseline), batch, width, seed)
        number = samples or _FIRST
        values, off, scale = expected.by(number)
        while samples is None and bool((far := off.abs() > tolerance * scale).any()):
            if number >= _LAST:
                break
            number *= 2
            more, more_off, more_scale = expected.by(number)
            # A jet that was done keeps what it had: the others in its batch do not matter.
            values = torch.where(far[expected.jet], more, values)
            off, scale = torch.where(far, more_off, off), torch.where(far, more_scale, scale)
    warn_incomplete(off, scale, tolerance, number)
    return values


class _Expected:
    """The mean over samples, and what its sums are off."""

    def __init__(self, moved: Offsets, batch: Any, width: float, seed: int) -> None:
        self.moved, self.batch, self.width, self.seed = moved, batch, width, seed
        self.jet = jet_of_node(batch)
        self.ends = [(part / _PARTS) ** 4 for part in range(_PARTS + 1)]
        self.logits = torch.stack([self._logits(end * moved.values) for end in self.ends])
        size = self.logits.diff(dim=0).abs()
        self.variation = size.sum(0)
        own = torch.where(self.variation > 0, size / self.variation, 1 / _PARTS)
        self.share = (own + 1 / _PARTS) / 2

    def by(self, samples: int) -> tuple[Tensor, Tensor, Tensor]:
        """Values of nodes; of jets what their sums are off, and its scale."""
        moved, total = self.moved, torch.zeros_like(self.moved.values[:, 0])
        change = self.logits[-1] - self.logits[0]
        gained = torch.zeros_like(change)
        for sample in range(samples):
            generator = np.random.default_rng((self.seed, sample))
            place, over_density = self._point((sample + generator.uniform()) / samples)
            way = moved.values
            if self.width:
                way = way + self.width * noise(way, self.batch, generator)
                gained += (self._logits(way) - self.logits[0]) / samples
            gradients = gradient_times_way(moved, way, place[self.jet, None])
            total += over_density[self.jet] / samples * gradients
        expected = gained if self.width else change
        sums = torch.zeros_like(change).index_add(0, self.jet, total)
        return total, sums - expected, logit_scale(expected, self.variation, self.logits[0])

    def _point(self, share: float) -> tuple[Tensor, Tensor]:
        """Of each jet the place with this share of p below it, and 1 / p there."""
        below = self.share.cumsum(0)
        part = (below <= share).sum(0).clamp(max=_PARTS - 1)[None]
        ends = below.new_tensor(self.ends)
        start, length = ends[part[0]], ends.diff()[part[0]]
        own = self.share.gather(0, part)[0]
        inside = (share - (below.gather(0, part)[0] - own)) / own
        return start + length * inside.clamp(0, 1), length / own

    def _logits(self, values: Tensor) -> Tensor:
        with torch.no_grad():
            return self.moved.logits(values)
