"""Whether logits stand still when soft particles or small angles go to nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from sklearn.linear_model import LogisticRegression

from pyg_jets.jets.constituents import Constituents
from pyg_jets.metrics import (
    Floats,
    float64_array,
    weight_array,
    weighted_mean,
    weighted_quantile,
)
from pyg_jets.observables import multiplicity
from pyg_jets.study.chapters.robustness.response import spread_of
from pyg_jets.transforms import CollinearSplits, SoftParticles
from pyg_jets.transforms.changes.perturbation import Perturbation

Score: TypeAlias = Callable[[Constituents], Floats]
"""A logit for each jet, from its constituents."""

SOFT_PTS = (1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
"""Transverse momenta in GeV at which soft particles are added."""
ANGLES = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
"""Angles in radians between the pieces of a split."""
JET_RADIUS = 0.8
"""R of the bundled jets, within which soft particles in a jet are placed."""
TOLERANCE = 1e-3
"""Of a safe logit's change at the last step, in units of the logits' standard deviation."""


class Scan(NamedTuple):
    r"""How logits move along one limit.

    Attributes:
        at: Transverse momenta in GeV or angles, falling.
        quantiles: Of :math:`|\Delta \mathrm{logit}|` over the jets, in units of the logits'
            standard deviation: median, 68 %, 95 %; ``(len(at), 3)``.
    """

    at: tuple[float, ...]
    quantiles: Floats

    @property
    def safe(self) -> bool:
        """Whether 95 % of the jets' logits stand still at the last step, to 0.001 of their spread.

        It is a test, not a proof: a logit may move later, or for rare jets.
        """
        return bool(self.quantiles[-1, 2] < TOLERANCE)


def irc_scan(
    score: Score,
    jets: Constituents,
    *,
    n: int = 1,
    radius: float = JET_RADIUS,
    seed: int = 0,
) -> dict[str, Scan]:
    r"""Follow the same soft particles to :math:`p_T \to 0`, the same splits to angle 0.

    Soft particles in the jet ask what infrared safety means for the jets that a jet finder makes.
    Those far from it are the test of `arXiv:1702.00748 <https://arxiv.org/abs/1702.00748>`_,
    anywhere in the detector: clustering keeps them, a jet finder would not
    (:class:`pyg_jets.transforms.SoftParticles`).

    Args:
        score: Gives the logits.
        jets: Some jets.
        n: How many soft particles, or splits of the hardest particles, each jet gets.
        radius: Of the jets, in which the soft particles of the first limit are.
        seed: Of particles and splits.

    Quantiles and spread count each jet as much as it weighs.

    Returns:
        ``"soft"`` (in the jet), ``"soft_far"`` (from the jet) and ``"collinear"``.

    Raises:
        ValueError: If all logits are equal, so that they have no scale, or one is not finite.
    """
    before = float64_array(score(jets))
    weights = weight_array(jets.weight, len(before))
    spread = spread_of(before, weights)
    if not 0 < spread < np.inf:
        raise ValueError(f"logits must be finite and differ between jets (got a spread {spread})")
    limits: dict[str, tuple[tuple[float, ...], list[Perturbation]]] = {
        "soft": (SOFT_PTS, [SoftParticles(n, pt, radius=radius, seed=seed) for pt in SOFT_PTS]),
        "soft_far": (SOFT_PTS, [SoftParticles(n, pt, seed=seed) for pt in SOFT_PTS]),
        "collinear": (ANGLES, [CollinearSplits(n, angle=angle, seed=seed) for angle in ANGLES]),
    }
    scans = {}
    for name, (at, changes) in limits.items():
        shifts = [np.abs(float64_array(score(change(jets))) - before) for change in changes]
        if not np.isfinite(shifts).all():
            raise ValueError(f"logits must be finite after every change (got others, {name})")
        quantiles = weighted_quantile(np.array(shifts).T / spread, (0.5, 0.68, 0.95), weights).T
        scans[name] = Scan(at, quantiles)
    return scans


def multiplicity_score(train: Constituents) -> Score:
    """The control that is not safe: a logistic regression on the number of constituents alone.

    Args:
        train: Labelled jets of both classes that it is fitted to.

    Raises:
        ValueError: If there are no labels.
    """
    if train.label is None:
        raise ValueError("'train' must have labels (got none)")
    number = _column(train)
    weights = weight_array(train.weight, len(number))
    mean = weighted_mean(number, weights)
    regression = LogisticRegression().fit(number / mean, train.label.numpy(), sample_weight=weights)

    def score(jets: Constituents) -> Floats:
        return float64_array(regression.decision_function(_column(jets) / mean))

    return score


def _column(jets: Constituents) -> Floats:
    return float64_array(multiplicity(jets))[:, None]
