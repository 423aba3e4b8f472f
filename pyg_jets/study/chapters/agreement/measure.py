"""How far methods of attribution agree with each other: jet by jet, and as Lund maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from torch import Tensor

from pyg_jets.evaluation.similarity import (
    known_map_correlation,
    rank_correlation,
)
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane, lund_coordinates
from pyg_jets.metrics import Estimate, average


@dataclass(frozen=True)
class Agreement:
    """What each pair of methods has in common.

    Attributes:
        names: Of the methods.
        rank: For each pair of names, in their order, the mean over jets of Spearman's rank
            correlation over a jet's splittings; NaN if no jet has one.
        maps: For each pair Pearson's correlation of the means in the bins of the two Lund maps;
            NaN if fewer than three bins have entries enough.
    """

    names: Sequence[str]
    rank: Mapping[tuple[str, str], Estimate]
    maps: Mapping[tuple[str, str], float]


def agreement_of(
    values: Mapping[str, Tensor], jets: JetTreeDataset, *, seed: int = 0, min_count: int = 10
) -> Agreement:
    """Compare all pairs of attributions on the same jets.

    Methods may agree and all be wrong; where they do not, not all can be right. Maps agree more
    than jets do, as phase space is in both (see :func:`pyg_jets.evaluation.differs_from_null`).
    A method that cannot tell signs is compared as it is: with a signed one it agrees less the more
    values are negative.

    Args:
        values: A number per node, by name.
        jets: The jets.
        seed: Of the bootstraps over jets.
        min_count: Entries that a bin needs.

    Shapes:
        - **values:** each ``(num_nodes,)`` of ``jets.batch()``

    Raises:
        ValueError: If there are fewer than two, or one has another shape.
    """
    if len(values) < 2:
        raise ValueError(f"'values' must hold at least two attributions (got {len(values)})")
    batch, where = jets.batch(), lund_coordinates(jets)
    planes = {name: LundPlane().fill(where, of_method) for name, of_method in values.items()}
    rank, maps = {}, {}
    for pair in combinations(values, 2):
        alike = rank_correlation(values[pair[0]], values[pair[1]], batch)
        there = ~alike.isnan()
        weight = None if jets.weight is None else jets.weight[there]
        rank[pair] = _mean(alike[there], weight, seed)
        maps[pair] = known_map_correlation(planes[pair[0]], planes[pair[1]], min_count)
    return Agreement(tuple(values), rank, maps)


def _mean(values: Tensor, weight: Tensor | None, seed: int) -> Estimate:
    if len(values) == 0:
        return Estimate(np.nan, np.nan, np.nan)
    return average(values, seed, weight=weight)
