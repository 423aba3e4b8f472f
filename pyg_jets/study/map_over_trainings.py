"""One Lund map of several trainings, with an error that knows both jets and trainings."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Sequence

import numpy as np

from pyg_jets.lund import LundPlane
from pyg_jets.metrics.over_trainings import one_more

FEWEST = 20
"""Splittings that each training must have in a bin, or their own scatter is all one sees."""


def seed_spread(planes: Sequence[LundPlane]) -> tuple[np.ma.MaskedArray, float]:
    """Standard deviation over trainings of each bin's mean, and how far it is above chance.

    Args:
        planes: The same map of several trainings, each of its own test jets.

    Returns:
        The standard deviation, masked where a training has fewer than twenty splittings; and the
        median over those bins of its ratio to the statistical error of one training's mean: 0.83
        for three trainings that differ by chance alone (the root of ln 2), towards 1 for many;
        NaN without such bins.

    Raises:
        ValueError: If there are fewer than two planes.
    """
    if len(planes) < 2:
        raise ValueError(f"'planes' must be of two trainings or more (got {len(planes)})")
    few = np.any([plane.count < FEWEST for plane in planes], axis=0)
    means = np.stack([plane.mean.filled(np.nan) for plane in planes])
    errors = np.stack([plane.error.filled(np.nan) for plane in planes])
    values = np.full(few.shape, np.nan)
    values[~few] = means[:, ~few].std(0, ddof=1)
    ratios = values[~few] / np.sqrt((errors[:, ~few] ** 2).mean(0))
    return np.ma.masked_array(values, few), float(np.median(ratios)) if len(ratios) else math.nan


class MapOverTrainings(LundPlane):
    r"""The mean over all jets of all trainings, and in each bin the larger of two errors.

    .. math::
        \sigma = \max\Big(k\, s,\; \sqrt{\tfrac1n \sum_i \sigma_i^2}\Big)

    with :math:`\sigma_i` the error over the jets of training i, and s the standard deviation from
    one training's mean to another, where every training has twenty entries
    (:func:`seed_spread`). Networks of equal AUC draw maps that differ by several times the error of
    each: k s, with :func:`pyg_jets.metrics.over_trainings.one_more`, is what one more training
    would show.

    Args:
        trainings: The same map of each training, on test jets of its own.

    Raises:
        ValueError: If there is none.
    """

    def __init__(self, trainings: Sequence[LundPlane]) -> None:
        if not trainings:
            raise ValueError("a map needs at least one training (got none)")
        self.trainings = list(trainings)
        total = functools.reduce(operator.add, self.trainings)
        self.__dict__.update(vars(total))

    @property
    def error(self) -> np.ma.MaskedArray:
        """The larger error, masked where there are fewer than two entries."""
        if len(self.trainings) == 1:
            return self.trainings[0].error
        squares = np.ma.stack([plane.error**2 for plane in self.trainings])
        own = np.ma.sqrt(squares.mean(0))
        reach = one_more(len(self.trainings)) * self.spread
        larger = np.fmax(own.filled(np.nan), reach.filled(np.nan))
        return np.ma.MaskedArray(larger, np.ma.getmaskarray(own))

    @property
    def spread(self) -> np.ma.MaskedArray:
        """Standard deviation from training to training, masked where one has few entries."""
        return seed_spread(self.trainings)[0]
