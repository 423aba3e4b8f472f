"""Differences of Lund maps, tested by exchanging jets: how far off is noise somewhere?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import vstack
from torch import Tensor

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund.coordinates import Part
from pyg_jets.lund.difference import LookElsewhere, LundDifference
from pyg_jets.lund.jet_sums import JetSums
from pyg_jets.lund.plane import ROUNDING, LundPlane
from pyg_jets.metrics import Floats


class MapDifference(NamedTuple):
    """The difference of two maps, and how often noise is as large somewhere on the plane.

    Attributes:
        difference: Bin by bin, with errors over jets.
        look_elsewhere: The largest significance and Sidak's global p-value.
        p_value: The global p-value by permutations: how often the largest significance is as
            large when the jets are exchanged. At least one over their number plus one.
    """

    difference: LundDifference
    look_elsewhere: LookElsewhere
    p_value: float

    def __str__(self) -> str:
        """In one sentence."""
        return f"{self.look_elsewhere} ({self.p_value:.2g} by permutations)"


def map_difference(
    plane: LundPlane,
    one: tuple[JetTreeDataset, Tensor],
    other: tuple[JetTreeDataset, Tensor],
    *,
    part: Part = "all",
    root: bool = True,
    min_count: int = 10,
    permutations: int = 200,
    seed: int = 0,
) -> MapDifference:
    r"""One map minus that of other jets: two classes, or two tasks.

    A bin's mean over the splittings of its jets j is a ratio,
    :math:`m = \sum_j s_j / \sum_j n_j`, both times the weight of the jet if it has one, with the
    error

    .. math::
        \sigma^2 = \frac{N}{N - 1} \frac{\sum_j (s_j - m n_j)^2}{(\sum_j n_j)^2}

    which takes jets, and not splittings, as independent. For the global p-value jets change sides
    at random.

    Args:
        plane: Its bins are taken.
        one: Jets and a number for each node of their batch.
        other: Other jets and their numbers.
        part: As in :meth:`pyg_jets.lund.LundCoordinates.part`.
        root: Likewise.
        min_count: Splittings that a bin needs in both maps; of jets with weights as many of equal
            weight as know as much, :math:`(\sum w)^2 / \sum w^2`.
        permutations: Number of exchanges.
        seed: Of the exchanges.

    Raises:
        ValueError: If a map has less than two jets or not one finite value per node, there is no
            permutation, or no bin has the splittings.
    """
    sides = [JetSums.of(plane, jets, values, part, root=root) for jets, values in (one, other)]
    sizes = [side.counts.shape[0] for side in sides]
    _check(min(sizes), permutations)
    first = np.repeat([True, False], sizes)
    rng = np.random.default_rng(seed)
    drawn = np.array([first, *(rng.permutation(first) for _ in range(permutations))])
    products = [vstack(both).tocsr() for both in zip(*map(_products, sides), strict=True)]
    (value, error, few), (others, other_error, other_few) = (
        _mean_and_error(_weighted(side, products), size, min_count)
        for side, size in zip((drawn, ~drawn), sizes, strict=True)
    )
    return _tested(plane, value - others, np.hypot(error, other_error), few | other_few)


def paired_map_difference(
    plane: LundPlane,
    jets: JetTreeDataset,
    values: Tensor,
    others: Tensor,
    *,
    part: Part = "all",
    root: bool = True,
    min_count: int = 10,
    permutations: int = 200,
    seed: int = 0,
) -> MapDifference:
    """One map minus another of the same jets: two taggers, or two methods.

    What both have in common of the jets drops out of the errors, which are those of
    :func:`map_difference` for the differences. For the global p-value the two numbers of a jet's
    splittings change places at random, all of a jet together.

    Args:
        plane: Its bins are taken.
        jets: The jets.
        values: A number for each node of their batch.
        others: Another one.
        part: As in :meth:`pyg_jets.lund.LundCoordinates.part`.
        root: Likewise.
        min_count: Splittings that a bin needs.
        permutations: Number of exchanges.
        seed: Of the exchanges.

    Raises:
        ValueError: As in :func:`map_difference`.
    """
    one, other = (JetSums.of(plane, jets, each, part, root=root) for each in (values, others))
    _check(len(jets), permutations)
    n, s, ss, sn, nn, squares = _products(one._replace(sums=one.sums - other.sums))
    signs = np.ones((permutations + 1, len(jets)))
    signs[1:] = np.random.default_rng(seed).choice((-1.0, 1.0), (permutations, len(jets)))
    once = np.ones_like(signs)
    weighted = (once @ n, signs @ s, once @ ss, signs @ sn, once @ nn, once @ squares)
    return _tested(plane, *_mean_and_error(weighted, len(jets), min_count))


def _check(jets: int, permutations: int) -> None:
    if jets < 2 or permutations < 1:
        raise ValueError(
            "each map must be of at least two jets and 'permutations' at least 1 "
            f"(got {jets} and {permutations})"
        )


def _products(side: JetSums) -> tuple[Any, ...]:
    """n, s, s^2, s n and n^2 of each jet and bin, and what its entries are counted with."""
    n, s = side.counts, side.sums
    return n, s, s * s, s * n, n * n, side.squares


def _weighted(weight: np.ndarray, products: list[Any]) -> tuple[Floats, ...]:
    return tuple(weight.astype(np.float64) @ each for each in products)


def _mean_and_error(
    weighted: tuple[Floats, ...], jets: int, min_count: int
) -> tuple[Floats, Floats, np.ndarray]:
    """Of every exchange and bin; and where there are too few splittings."""
    n, s, ss, sn, nn, squares = weighted
    few = n**2 < (max(min_count, 1) - ROUNDING) * squares
    few |= squares <= 0
    n = np.where(few, 1.0, n)
    mean = s / n
    size = ss + mean**2 * nn
    scatter = size - 2 * mean * sn
    # Where all values are the same, rounding leaves no error.
    scatter = np.where(scatter > 1e-12 * size, scatter, 0.0)
    return mean, np.sqrt(scatter * jets / (jets - 1)) / n, few


def _tested(plane: LundPlane, value: Floats, error: Floats, few: np.ndarray) -> MapDifference:
    """The first row is what was seen, the others are exchanges."""
    shape = tuple(len(edges) - 1 for edges in plane.edges)
    seen, its_error = (np.ma.MaskedArray(each[0], few[0]).reshape(shape) for each in (value, error))
    difference = LundDifference(plane.edges, seen, its_error)
    look = difference.look_elsewhere()
    known = ~np.ma.getmaskarray(difference.significance).ravel()
    there = known & ~few & (error > 0)
    far = np.abs(np.divide(value, error, out=np.zeros_like(value), where=there)).max(1)
    return MapDifference(difference, look, float((far >= far[0]).mean()))
