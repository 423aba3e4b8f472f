"""How far methods of attribution agree with each other: jet by jet, and as Lund maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from torch import Tensor

from pyg_jets.evaluation.similarity import (
    Method,
    attributed,
    known_map_correlation,
    rank_correlation,
)
from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane, lund_coordinates
from pyg_jets.metrics import Estimate, average
from pyg_jets.report import Table
from pyg_jets.study.tables import _estimate
from pyg_jets.taggers import Tagger


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


def agreement(
    tagger: Tagger,
    jets: JetTreeDataset,
    methods: Mapping[str, Method],
    *,
    seed: int = 0,
    min_count: int = 10,
) -> Agreement:
    """Compare all pairs of methods on the same jets.

    Methods may agree and all be wrong; where they do not, not all can be right. Maps agree more
    than jets do, as phase space is in both (see :func:`pyg_jets.evaluation.differs_from_null`).
    A method that cannot tell signs is compared as it is: with a signed one it agrees less the more
    values are negative.

    Args:
        tagger: Any tagger.
        jets: The jets.
        methods: Attributions by name, with values on splittings.
        seed: Of the bootstraps over jets.
        min_count: Entries that a bin needs.

    Raises:
        ValueError: If there are fewer than two methods.
    """
    values = {name: attributed(method, tagger, jets) for name, method in methods.items()}
    return agreement_of(values, jets, seed=seed, min_count=min_count)


def agreement_of(
    values: Mapping[str, Tensor], jets: JetTreeDataset, *, seed: int = 0, min_count: int = 10
) -> Agreement:
    """Compare all pairs of attributions that are known already.

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
    planes = {name: LundPlane().fill(where, each) for name, each in values.items()}
    rank, maps = {}, {}
    for pair in combinations(values, 2):
        alike = rank_correlation(values[pair[0]], values[pair[1]], batch)
        rank[pair] = _mean(alike[~alike.isnan()], seed)
        maps[pair] = known_map_correlation(planes[pair[0]], planes[pair[1]], min_count)
    return Agreement(tuple(values), rank, maps)


def agreement_table(found: Agreement, task: str) -> Table:
    """One row for each pair, those that agree most first.

    Args:
        found: What :func:`agreement` gives.
        task: Name of the task, such as ``"top-qcd"``.
    """
    pairs = sorted(found.rank, key=lambda pair: -np.nan_to_num(found.rank[pair].value, nan=-2))
    rows = [[*pair, str(found.rank[pair]), f"{found.maps[pair]:.2f}"] for pair in pairs]
    caption = (
        f"How far attributions of the {task} tagger agree: mean over test jets of the rank "
        "correlation over a jet's splittings, with 68 % intervals, and correlation of the means in "
        "the bins of the Lund maps."
    )
    header = ["method", "other", "rank correlation per jet", "correlation of maps"]
    return Table(f"agreement-{task}", caption, header, rows)


def agreement_numbers(found: Agreement) -> dict[str, Any]:
    """The same for JSON.

    Args:
        found: What :func:`agreement` gives.
    """
    return {
        f"{one}, {other}": _estimate("rank", rank)
        | {"maps": found.maps[one, other] if np.isfinite(found.maps[one, other]) else None}
        for (one, other), rank in found.rank.items()
    }


def _mean(values: Any, seed: int) -> Estimate:
    return average(values, seed) if len(values) else Estimate(np.nan, np.nan, np.nan)
