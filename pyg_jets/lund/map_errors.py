"""Errors of Lund maps from resampled jets: splittings of one jet are not independent."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np
from torch import Tensor

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund.coordinates import Part
from pyg_jets.lund.jet_sums import JetSums
from pyg_jets.lund.plane import LundPlane

Quantity: TypeAlias = Literal["mean", "density"]
"""Which property of a :class:`pyg_jets.LundPlane` the errors are of."""


def bootstrap_error(
    plane: LundPlane,
    jets: JetTreeDataset,
    values: Tensor | None = None,
    quantity: Quantity = "mean",
    *,
    part: Part = "all",
    root: bool = True,
    seed: int = 0,
    resamples: int = 200,
) -> np.ma.MaskedArray:
    """Standard deviation of a map's bins over bootstrap samples of the jets.

    ``plane.error`` takes all splittings as independent. Jets are drawn with their weights.

    Args:
        plane: Its bins are taken.
        jets: The jets that it is a map of.
        values: A number per node of ``jets.batch()``; 1 if not given.
        quantity: ``"mean"`` or ``"density"``.
        part: Of which splittings the map is, as in
            :meth:`pyg_jets.lund.LundCoordinates.part`.
        root: Whether the jets' last clustering steps are in it.
        seed: Of the samples.
        resamples: Number of samples.

    Shapes:
        - **values:** ``(num_nodes,)``; **output:** ``(bins_x, bins_y)``, masked where fewer than
          half of the samples have an entry, and for the mean where only one jet has

    Raises:
        ValueError: If ``quantity`` is something else, there is not one value per node, or there
            are fewer than two samples, or a value is not finite.
    """
    if quantity not in get_args(Quantity) or resamples < 2:
        raise ValueError(
            f"'quantity' must be one of {', '.join(get_args(Quantity))} and 'resamples' at least 2 "
            f"(got '{quantity}' and {resamples})"
        )
    found = JetSums.of(plane, jets, values, part, root=root)
    rng = np.random.default_rng(seed)
    drawn = np.array([_drawn(len(jets), rng) for _ in range(resamples)])
    count, total = drawn @ found.counts, drawn @ found.sums
    entries = np.where(count > 0, count, np.nan)
    replicas = total / entries if quantity == "mean" else entries / (drawn @ found.weight)[:, None]
    spread = _spread(replicas.reshape(resamples, *(len(edges) - 1 for edges in plane.edges)))
    if quantity == "mean":
        # One jet's mean is the same in all samples that have it: no error, and not the error 0.
        lone = ((found.counts > 0).sum(0) < 2).reshape(spread.shape)
        return np.ma.MaskedArray(spread.data, np.ma.getmaskarray(spread) | lone)
    area = np.outer(*(np.diff(edges) for edges in plane.edges))
    return np.ma.MaskedArray(spread / area)


def _drawn(jets: int, rng: np.random.Generator) -> np.ndarray:
    """How often each jet is in one sample."""
    return np.bincount(rng.integers(jets, size=jets), minlength=jets)


def _spread(replicas: np.ndarray) -> np.ma.MaskedArray:
    """Standard deviation over samples with an entry; masked where fewer than half have one."""
    few = np.isfinite(replicas).sum(0) < max(2, len(replicas) / 2)
    spread = np.nanstd(np.where(few, 0.0, replicas), axis=0, ddof=1)
    return np.ma.MaskedArray(np.where(few, np.nan, spread), mask=few)
