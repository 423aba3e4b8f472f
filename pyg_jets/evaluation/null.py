"""Whether a map says more than that of a network which has learnt nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import chi2

from pyg_jets.evaluation.similarity import Method, attribution_plane, common_bins
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane
from pyg_jets.metrics import Floats
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target

LEVEL = 0.05
"""The largest p-value at which a map differs from its null."""


@dataclass(frozen=True)
class NullTest:
    """A map beside its null.

    Attributes:
        statistic: Chi-squared between the map and its null; the median over several.
        bins: Bins compared.
        p_value: How often a map of the null is so far off.
    """

    statistic: float
    bins: int
    p_value: float

    @property
    def differs(self) -> bool:
        """Whether the map differs from its null."""
        return self.p_value <= LEVEL

    def __str__(self) -> str:
        """The verdict and what it rests on."""
        verdict = "differs" if self.differs else "does not differ"
        return (
            f"{verdict} from its null (chi2 {self.statistic:.3g} over {self.bins} bins, "
            f"p = {self.p_value:.2g})"
        )


def differs_from_null(
    plane: LundPlane, null: LundPlane | Sequence[LundPlane], min_count: int = 10
) -> NullTest:
    r"""Compare a map with that of a randomised network, or of several.

    The distance of two maps is

    .. math::
        \chi^2 = \min_s \sum_{\text{bins}} \frac{(m - s\, m_0)^2}{\sigma^2 + s^2 \sigma_0^2}

    with the errors of the means: a map that is another one's multiple, of either sign, says
    nothing new.

    - One null: the p-value is that of :math:`\chi^2` with one degree of freedom less than bins.
      It asks whether the two maps are the same within errors. Maps of any two networks differ so
      once there are enough jets, those of two random ones too. Of the same jets, the errors are
      common in part and the p-value is too large.
    - Several: whether the map is farther from the others, in the median, than they are from each
      other, a permutation test. It asks for what was learnt. With K nulls the p-value is at least
      :math:`1 / (K + 1)`: 19 are needed for a verdict.

    Args:
        plane: The map of the trained network.
        null: That of a randomised one, or several of other seeds, on the same jets.
        min_count: Entries that a bin needs in all maps.

    Raises:
        ValueError: If there is no null, the bins differ, or fewer than two have the entries.
    """
    nulls = [null] if isinstance(null, LundPlane) else list(null)
    if not nulls:
        raise ValueError("'null' must hold at least one map (got none)")
    enough = np.logical_and.reduce([common_bins(plane, each, min_count) for each in nulls])
    bins = int(enough.sum())
    if bins < 2:
        raise ValueError(
            f"at least two bins must have {min_count} entries in all maps (got {bins})"
        )
    maps = [_unit(each.mean.data[enough], each.error.data[enough]) for each in (plane, *nulls)]
    distance = np.zeros((len(maps), len(maps)))
    for i in range(len(maps)):
        for j in range(i):
            distance[i, j] = distance[j, i] = _chi2(maps[i], maps[j])
    if len(nulls) == 1:
        return NullTest(distance[0, 1], bins, float(chi2.sf(distance[0, 1], bins - 1)))
    others = distance[~np.eye(len(maps), dtype=bool)].reshape(len(maps), -1)
    median = np.median(others, axis=1)
    return NullTest(float(median[0]), bins, float((median >= median[0]).mean()))


def null_planes(
    method: Method,
    tagger: Tagger,
    jets: JetTreeDataset,
    number: int = 19,
    seed: int = 0,
    *,
    target: Target = None,
) -> list[LundPlane]:
    """Maps of the same network before it learnt, with several initial parameters.

    Args:
        method: The attribution.
        tagger: Any tagger; it is left as it was.
        jets: The jets.
        number: How many.
        seed: Of the first one; the others follow it.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`; None: that of
            the method.
    """
    seeds = range(seed, seed + number)
    return [
        attribution_plane(method, tagger.untrained(each), jets, target=target) for each in seeds
    ]


def _unit(mean: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of a map scaled such that its bins are of order one."""
    size = float(np.sqrt((mean**2).mean())) or 1.0
    # Where all entries are the same, as saliency is at roots, what single precision leaves.
    return mean / size, (error / size) ** 2 + 1e-12


def _chi2(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> float:
    """The scale is the tangent of an angle: neither map is before the other."""

    def at(angle: float) -> float:
        cos, sin = np.cos(angle), np.sin(angle)
        residual = cos * one[0] - sin * other[0]
        return float((residual**2 / (cos**2 * one[1] + sin**2 * other[1])).sum())

    signs = (0, np.pi / 2), (-np.pi / 2, 0)
    options = {"method": "bounded", "options": {"xatol": 1e-10}}
    found = (float(minimize_scalar(at, bounds=sign, **options).fun) for sign in signs)
    # Equal maps are found equal, not nearly so.
    equal = (one[0] - other[0]) ** 2 / (one[1] + other[1])
    return min(*found, float(equal.sum()))
