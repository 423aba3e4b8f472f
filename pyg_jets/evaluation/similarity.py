"""How alike two attributions are: jet by jet, and as maps over the Lund plane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.jets.trees.node_values import check_node_values
from pyg_jets.lund import LundPlane, Part, lund_coordinates
from pyg_jets.lund.difference import check_same_bins
from pyg_jets.lund.plane import ROUNDING
from pyg_jets.metrics import Floats
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target, at_target

Method: TypeAlias = Callable[[Tagger, Any], Tensor]
"""An attribution: from a tagger and a batch a number per node."""


def attribution_plane(
    method: Method,
    tagger: Tagger,
    jets: JetTreeDataset,
    plane: LundPlane | None = None,
    part: Part = "all",
    *,
    root: bool = True,
    target: Target = None,
) -> LundPlane:
    """An attribution's map over the Lund plane.

    Args:
        method: The attribution.
        tagger: Any tagger.
        jets: The jets.
        plane: Is filled; an empty one of the usual bins if not given.
        part: ``"all"`` splittings, the ``"primary"`` or the ``"secondary"`` ones.
        root: Whether the jets' last clustering steps are filled.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`; None: that of
            the method.

    Raises:
        ValueError: If ``part`` is something else.
    """
    tagger = tagger if target is None else at_target(tagger, target)
    plane = LundPlane() if plane is None else plane
    for batch in JetLoader(jets, 256):
        where = lund_coordinates(batch).part(part, root=root)
        plane.fill(where, method(tagger, batch).detach())
    return plane


def attributed(
    method: Method, tagger: Tagger, jets: JetTreeDataset, *, target: Target = None
) -> Tensor:
    """An attribution of many jets, taken in batches.

    Args:
        method: The attribution.
        tagger: Any tagger.
        jets: The jets.
        target: Which number is explained, see :func:`pyg_jets.taggers.at_target`; None: that of
            the method.

    Shapes:
        - **output:** ``(num_nodes,)`` of ``jets.batch()``
    """
    tagger = tagger if target is None else at_target(tagger, target)
    parts = [method(tagger, batch).detach() for batch in JetLoader(jets, 256)]
    return torch.cat(parts) if parts else torch.zeros(0)


def rank_correlation(
    values: Tensor, others: Tensor, batch: Any, among: Tensor | None = None
) -> Tensor:
    """Spearman's rank correlation of two attributions over the splittings of each jet.

    Args:
        values: A number per node.
        others: Another one.
        batch: The trees.
        among: Which splittings count; all if not given.

    Shapes:
        - **values**, **others**, **among:** ``(num_nodes,)``; **output:** ``(num_jets,)``, NaN
          where it is not defined: with less than two splittings, or values that are all equal

    Raises:
        ValueError: If there is not one value per node, or a splitting's is NaN.
    """
    candidates = ~batch.is_leaf if among is None else ~batch.is_leaf & among
    for name, each in (("values", values), ("others", others)):
        check_node_values(name, each, batch, candidates)
    jet = batch.batch[candidates].numpy()
    first, second = (
        centred_ranks(each.detach()[candidates].double().numpy(), jet) for each in (values, others)
    )
    number = batch.num_graphs
    both, one, other = (
        np.bincount(jet, product, number) for product in (first * second, first**2, second**2)
    )
    norm = np.sqrt(one * other)
    return torch.from_numpy(np.divide(both, norm, out=np.full(number, np.nan), where=norm > 0))


def map_correlation(plane: LundPlane, other: LundPlane, min_count: int = 10) -> float:
    """Pearson's correlation of the means in the bins of two maps.

    Args:
        plane: A map.
        other: Another one with the same bins.
        min_count: Entries that a bin needs in both.

    Raises:
        ValueError: If the bins differ, fewer than three have the entries, or a map is constant.
    """
    enough = common_bins(plane, other, min_count)
    if enough.sum() < 3:
        raise ValueError(
            f"at least three bins must have {min_count} entries in both maps (got {enough.sum()})"
        )
    first, second = plane.mean.data[enough], other.mean.data[enough]
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        raise ValueError(
            "maps must vary from bin to bin to be correlated (got one that is the same everywhere)"
        )
    return float(np.corrcoef(first, second)[0, 1])


def known_map_correlation(plane: LundPlane, other: LundPlane, min_count: int = 10) -> float:
    """The same, or NaN where it is not defined: too few bins have entries, or a map is constant.

    Args:
        plane: A map.
        other: Another one with the same bins.
        min_count: Entries that a bin needs in both.
    """
    common_bins(plane, other, min_count)  # refuses other bins
    try:
        return map_correlation(plane, other, min_count)
    except ValueError:
        return float("nan")


def common_bins(plane: LundPlane, other: LundPlane, min_count: int) -> Any:
    """Which bins have enough entries in two maps.

    Raises:
        ValueError: If the bins differ.
    """
    check_same_bins(plane.histogram.axes, other.histogram.axes)
    least = min_count - ROUNDING
    return (plane.entries >= least) & (other.entries >= least)


def centred_ranks(values: Floats, jet: np.ndarray) -> Floats:
    """Ranks within each jet, equals sharing theirs, minus their mean.

    Args:
        values: Some numbers.
        jet: Whose each is.

    Shapes:
        - **values**, **jet**, **output:** ``(n,)``
    """
    order = np.lexsort((values, jet))
    starts = np.ones(len(order), bool)
    jet_in_order, in_order = jet[order], values[order]  # a difference of infinities is no number
    starts[1:] = (jet_in_order[1:] != jet_in_order[:-1]) | (in_order[1:] != in_order[:-1])
    group = starts.cumsum() - 1
    place = np.arange(len(order), dtype=np.float64)
    ranks = np.empty(len(order))
    ranks[order] = (np.bincount(group, place) / np.bincount(group))[group]
    means: Floats = np.bincount(jet, ranks) / np.maximum(np.bincount(jet), 1)
    ranks -= means[jet]
    return ranks
