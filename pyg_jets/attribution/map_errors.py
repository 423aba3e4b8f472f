"""Errors of Lund maps from resampled jets: splittings of one jet are not independent."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundCoordinates, LundPlane, lund_coordinates

Quantity: TypeAlias = Literal["mean", "density"]
"""Which property of a :class:`pyg_jets.LundPlane` the errors are of."""


def bootstrap_error(
    plane: LundPlane,
    jets: JetTreeDataset,
    values: Tensor | None = None,
    quantity: Quantity = "mean",
    *,
    seed: int = 0,
    resamples: int = 200,
) -> np.ma.MaskedArray:
    """Standard deviation of a map's bins over bootstrap samples of the jets.

    ``plane.error`` takes all splittings as independent.

    Args:
        plane: Its bins are taken.
        jets: The jets that it is a map of.
        values: A number per node of ``jets.batch()``; 1 if not given.
        quantity: ``"mean"`` or ``"density"``.
        seed: Of the samples.
        resamples: Number of samples.

    Shapes:
        - **values:** ``(num_nodes,)``; **output:** ``(bins_x, bins_y)``, masked where fewer than
          half of the samples have an entry

    Raises:
        ValueError: If ``quantity`` is something else, there is not one value per node, or there
            are fewer than two samples.
    """
    if quantity not in get_args(Quantity) or resamples < 2:
        raise ValueError(
            f"'quantity' must be one of {', '.join(get_args(Quantity))} and 'resamples' at least 2 "
            f"(got '{quantity}' and {resamples})"
        )
    batch = jets.batch()
    values = torch.ones(batch.num_nodes) if values is None else values
    if tuple(values.shape) != (batch.num_nodes,):
        raise ValueError(
            f"'values' must have one number per node, ({batch.num_nodes},) "
            f"(got shape {tuple(values.shape)})"
        )
    where = lund_coordinates(batch)
    jet = batch.batch[where.node].numpy()
    value = values.detach().double()[where.node].numpy()
    bins, shape = _bins(plane, where)
    rng, replicas = np.random.default_rng(seed), []
    for _ in range(resamples):
        weight = np.bincount(rng.integers(len(jets), size=len(jets)), minlength=len(jets))[jet]
        count, total = (
            np.bincount(bins, each, math.prod(shape)).reshape(shape)[1:-1, 1:-1]
            for each in (weight, weight * value)
        )
        entries = np.where(count > 0, count, np.nan)
        replicas.append(total / entries if quantity == "mean" else entries)
    spread = _spread(np.array(replicas))
    if quantity == "density":
        spread /= len(jets) * np.outer(*(np.diff(edges) for edges in plane.edges))
    return spread


def _bins(plane: LundPlane, where: LundCoordinates) -> tuple[np.ndarray, tuple[int, int]]:
    """The bin of every splitting, with a border of under- and overflow around the plane."""
    x, y = plane.edges
    shape = len(x) + 1, len(y) + 1
    places = np.digitize(where.ln_inv_delta.numpy(), x), np.digitize(where.ln_kt.numpy(), y)
    return np.ravel_multi_index(places, shape), shape


def _spread(replicas: np.ndarray) -> np.ma.MaskedArray:
    """Standard deviation over samples with an entry; masked where fewer than half have one."""
    few = np.isfinite(replicas).mean(0) < 0.5
    spread = np.nanstd(np.where(few, 0.0, replicas), axis=0, ddof=1)
    return np.ma.MaskedArray(np.where(few, np.nan, spread), mask=few)
