"""Integrals of gradients from a baseline to the input, as exact as each jet asks for."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution.offsets import Offsets

TOLERANCE = 0.02
"""What a jet's sum may be off, in units of :func:`logit_scale`."""

MOST = 1000
"""Gradients that are taken of a jet at most where the number is not given."""

_BORDERS = (0.0, 1 / 16, 1 / 4, 1 / 2, 3 / 4, 1.0)
"""Of the first panels; the first is short, as a network that normalises changes near 0 only."""

_ORDER = 4
"""Points of the Gauss-Legendre rule in a panel: few, since kinks of ReLUs spoil high orders."""


def logit_scale(change: Tensor, variation: Tensor, logits: Tensor) -> Tensor:
    r"""The size that a jet's error of completeness is compared with.

    It is :math:`\max(|\Delta|, 0.1 V, 100 \epsilon (1 + |L|))`: the change
    :math:`\Delta = L(x) - L(b)` of the logit; a tenth of the way V that the logit goes up and down
    along the line, for jets whose logit ends where it began; and what rounding leaves, for taggers
    whose logit does not change at all.

    Shapes:
        - **change**, **variation**, **logits**, **output:** ``(num_jets,)``
    """
    rounding = 100 * torch.finfo(logits.dtype).eps * (1 + logits.abs())
    return torch.stack((change.abs(), 0.1 * variation, rounding)).amax(0)


@dataclass
class _Panels:
    """Parts of every jet's line, the same number for all; those of length 0 hold nothing.

    Shapes:
        - **start**, **end**, **low**, **high**, **error:** ``(panels, num_jets)``: of the line, of
          the logit there, and what the gradients' sum is off
        - **values:** ``(panels, num_nodes)``
    """

    start: Tensor
    end: Tensor
    low: Tensor
    high: Tensor
    error: Tensor
    values: Tensor

    def scale(self) -> Tensor:
        """Of each jet, ``(num_jets,)``."""
        change = (self.high - self.low).sum(0)
        return logit_scale(change, (self.high - self.low).abs().sum(0), self.low[0])

    def unfinished(self, tolerance: float) -> Tensor:
        """Jets that need more panels: the sum is off, or errors of panels cancel in it."""
        scale = self.scale()
        off = self.error.sum(0).abs() > tolerance * scale
        return off | (self.error.abs().sum(0) > 10 * tolerance * scale)


def adaptive_integral(moved: Offsets, jet: Tensor, num_jets: int, tolerance: float) -> Tensor:
    r"""Each node's integral of way times gradient; every jet has points of its own.

    On a part of the line from :math:`t_1` to :math:`t_2` the exact integrals of a jet sum to
    :math:`L(t_2) - L(t_1)`, which two forward passes give. So the part that is farthest off is
    halved, until the jet's sum is within the tolerance. All jets of a batch move at once, each to
    its own points: a jet's result does not depend on the others.

    Args:
        moved: What goes from the baseline to its value.
        jet: Of each node.
        num_jets: How many there are.
        tolerance: In units of :func:`logit_scale`.

    Shapes:
        - **jet:** ``(num_nodes,)``; **output:** ``(num_nodes,)``

    Warns:
        UserWarning: If jets are still farther off after 1,000 gradients.
    """
    line = _Line(moved, jet, num_jets)
    panels = line.first_panels()
    while bool((active := panels.unfinished(tolerance)).any()) and line.gradients < MOST:
        line.halve_worst(panels, active)
    warn_incomplete(panels.error.sum(0), panels.scale(), tolerance, line.gradients)
    return panels.values.sum(0)


def even_integral(
    moved: Offsets, jet: Tensor, num_jets: int, steps: int, tolerance: float
) -> Tensor:
    """The same by one Gauss-Legendre rule for all jets.

    Args:
        moved: As in :func:`adaptive_integral`.
        jet: Likewise.
        num_jets: Likewise.
        steps: Points of the rule.
        tolerance: In units of :func:`logit_scale`.

    Shapes:
        - **jet:** ``(num_nodes,)``; **output:** ``(num_nodes,)``

    Warns:
        UserWarning: If jets are farther off.
    """
    line = _Line(moved, jet, num_jets)
    values = line.integral(0 * line.one, line.one, steps)
    _, logits = line.at_borders()
    change = logits[-1] - logits[0]
    scale = logit_scale(change, logits.diff(dim=0).abs().sum(0), logits[0])
    warn_incomplete(line.off(values, change), scale, tolerance, steps)
    return values


class _Line:
    """The way from the baseline to the input, and how many gradients were taken on it."""

    def __init__(self, moved: Offsets, jet: Tensor, num_jets: int) -> None:
        self.moved, self.jet = moved, jet
        self.one = moved.values.new_ones(num_jets)
        self.gradients = 0

    def logits(self, place: Tensor) -> Tensor:
        """At a place of each jet, ``(num_jets,)``."""
        with torch.no_grad():
            return self.moved.logits(self.moved.values * place[self.jet, None])

    def integral(self, start: Tensor, end: Tensor, order: int = _ORDER) -> Tensor:
        """Of way times gradient between two places of each jet, ``(num_nodes,)``."""
        points, weights = np.polynomial.legendre.leggauss(order)
        total = self.moved.values.new_zeros(len(self.jet))
        for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
            place = start + (end - start) * float(point)
            total += float(weight) * gradient_times_way(
                self.moved, self.moved.values, place[self.jet, None]
            )
            self.gradients += 1
        return total * (end - start)[self.jet]

    def off(self, values: Tensor, change: Tensor) -> Tensor:
        """What jets' sums are off, ``(num_jets,)``."""
        return torch.zeros_like(change).index_add(0, self.jet, values) - change

    def at_borders(self) -> tuple[Tensor, Tensor]:
        """The first panels' borders, and the logits there, ``(borders, num_jets)``."""
        places = torch.stack([self.one * border for border in _BORDERS])
        return places, torch.stack([self.logits(place) for place in places])

    def first_panels(self) -> _Panels:
        """Without a look at what they miss."""
        places, logits = self.at_borders()
        start, end, low, high = places[:-1], places[1:], logits[:-1], logits[1:]
        values = torch.stack([self.integral(*ends) for ends in zip(start, end, strict=True)])
        error = torch.stack([self.off(*both) for both in zip(values, high - low, strict=True)])
        return _Panels(start.clone(), end.clone(), low.clone(), high.clone(), error, values)

    def halve_worst(self, panels: _Panels, active: Tensor) -> None:
        """Halve the worst panel of each active jet; the others get one of length 0 at its end."""
        jets, nodes = (torch.arange(len(rows), device=rows.device) for rows in (self.one, self.jet))
        worst = panels.error.abs().argmax(0), jets
        start, end, low, high = (
            each[worst] for each in (panels.start, panels.end, panels.low, panels.high)
        )
        middle = torch.where(active, (start + end) / 2, end)
        between = torch.where(active, self.logits(middle), high)
        left, right = self.integral(start, middle), self.integral(middle, end)
        of_node = active[self.jet]
        right = right.where(of_node, 0.0)
        place = worst[0][self.jet], nodes
        panels.values[place] = left.where(of_node, panels.values[place])
        panels.end[worst], panels.high[worst] = middle, between
        panels.error[worst] = self.off(left, between - low).where(active, panels.error[worst])
        new = {
            "start": middle, "end": end, "low": between, "high": high, "values": right,
            "error": self.off(right, high - between).where(active, 0.0),
        }  # fmt: skip
        for name, row in new.items():
            setattr(panels, name, torch.cat((getattr(panels, name), row[None])))


def gradient_times_way(moved: Offsets, way: Tensor, share: Tensor | float) -> Tensor:
    """At ``share`` of the way the gradient of the logit times the way, ``(num_nodes,)``."""
    point = (share * way).requires_grad_()
    # Every row belongs to one jet: the gradient of the sum is each jet's own.
    (gradient,) = torch.autograd.grad(moved.logits(point).sum(), point)
    return (way * gradient).sum(1)


def warn_incomplete(off: Tensor, scale: Tensor, tolerance: float, gradients: int) -> None:
    """Warn of jets whose values do not sum to the change of their logit.

    Args:
        off: The sums minus what they should be.
        scale: As :func:`logit_scale` gives it.
        tolerance: What is allowed.
        gradients: How many were taken.

    Shapes:
        - **off**, **scale:** ``(num_jets,)``

    Warns:
        UserWarning: If there are such jets.
    """
    relative = off.abs() / scale
    number = int((relative > tolerance).sum())
    if number:
        warnings.warn(
            f"the values of {number} of {len(off)} jets do not sum to L(x) - L(b) within "
            f"{tolerance:g} after {gradients} gradients (the worst is off by "
            f"{float(relative.max()):.2g} of it): do not read their maps, or take more",
            stacklevel=4,
        )
