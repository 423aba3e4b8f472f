"""Rank correlations are SciPy's; maps are those of all jets."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, LundPlane, cluster, lund_coordinates
from pyg_jets.attribution import node_saliency
from pyg_jets.evaluation import (
    attributed,
    attribution_plane,
    differs_from_null,
    map_correlation,
    rank_correlation,
)
from pyg_jets.evaluation.similarity import centred_ranks, common_bins, known_map_correlation
from pyg_jets.taggers import FCN, Tagger

Method = Callable[[Tagger, Any], Tensor]


def test_equals_scipy(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    # Rounded: with ties.
    values, others = (10 * torch.rand(2, batch.num_nodes)).round().unbind()
    found = rank_correlation(values, others, batch)
    assert found[:2].isnan().all()  # of one constituent, and of one splitting
    for jet in range(3, 7):
        rows = (batch.batch == jet) & ~batch.is_leaf
        expected = spearmanr(values[rows].numpy(), others[rows].numpy()).statistic
        assert float(found[jet]) == pytest.approx(expected)


def test_ranks_by_hand() -> None:
    """Equals of one jet share their rank; those of different jets have nothing to do with it."""
    values = np.array([1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 5.0, 5.0, 7.0])
    jet = np.array([0, 0, 0, 1, 1, 2, 2, 4, 4])
    expected = [-1, 0, 1, -0.5, 0.5, 0, 0, -0.5, 0.5]
    assert centred_ranks(values, jet).tolist() == expected
    mixed = [8, 3, 0, 5, 1, 7, 2, 6, 4]
    assert centred_ranks(values[mixed], jet[mixed]).tolist() == [expected[k] for k in mixed]


def test_bins_count_if_both_maps_have_enough() -> None:
    def plane(counts: list[int]) -> LundPlane:
        at = torch.repeat_interleave(torch.arange(4) + 0.5, torch.tensor(counts)).double()
        return LundPlane((4, 1), ((0.0, 4.0), (0.0, 1.0))).fill(_At(at, 0 * at + 0.5, 1))

    one, other = plane([3, 3, 2, 0]), plane([3, 2, 3, 4])
    assert common_bins(one, other, 3).ravel().tolist() == [True, False, False, False]
    assert common_bins(one, other, 2).ravel().tolist() == [True, True, True, False]


def test_three_bins_are_enough_for_a_correlation() -> None:
    at = torch.tensor([0.5, 0.5, 1.5, 1.5, 2.5, 2.5, 3.5], dtype=torch.float64)
    one, other = (
        LundPlane((4, 1), ((0.0, 4.0), (0.0, 1.0))).fill(_At(at, 0 * at + 0.5, 1), values)
        for values in (at**2, torch.tensor([2.0, 4, 5, 5, 4, 4, 90], dtype=torch.float64))
    )
    expected = np.corrcoef([0.25, 2.25, 6.25], [3, 5, 4])[0, 1]
    assert map_correlation(one, other, 2) == pytest.approx(expected)
    assert known_map_correlation(one, other, 2) == pytest.approx(expected)


class _At(NamedTuple):
    ln_inv_delta: Tensor
    ln_kt: Tensor
    num_jets: int


def test_ranks_do_not_see_scales_and_see_signs(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    values = torch.rand(batch.num_nodes, dtype=torch.float64)
    same, opposite = (rank_correlation(values, v, batch)[2:] for v in (values.exp(), -values))
    torch.testing.assert_close(same, torch.ones_like(same))
    torch.testing.assert_close(opposite, -same)
    few = rank_correlation(values, values, batch, ~batch.is_root)
    assert few.isnan().tolist() == [True] * 3 + [False] * 4
    assert rank_correlation(values, torch.ones_like(values), batch).isnan().all()


def test_shapes_are_checked(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'others' must have one number per node, \(95,\)"):
        rank_correlation(torch.zeros(95), torch.zeros(3), batch)


def test_map_correlation(planted_trees: JetTreeDataset, ln_kt: Method, trained: Tagger) -> None:
    plane = attribution_plane(ln_kt, trained, planted_trees)
    coordinates = lund_coordinates(planted_trees)
    assert plane.count.sum() == len(coordinates)
    other = LundPlane().fill(coordinates, -2 * coordinates.ln_kt)
    assert map_correlation(plane, other) == pytest.approx(-1)
    assert known_map_correlation(plane, other) == map_correlation(plane, other)
    assert np.isnan(known_map_correlation(plane, other, 10_000))
    with pytest.raises(ValueError, match=r"at least three bins must have 10000 .* \(got 0\)"):
        map_correlation(plane, other, 10_000)
    with pytest.raises(ValueError, match="two maps must have the same bins"):
        map_correlation(plane, LundPlane(bins=(2, 2)))
    constant = LundPlane().fill(coordinates, 0 * coordinates.ln_kt)
    assert np.isnan(known_map_correlation(plane, constant))
    with pytest.raises(ValueError, match="maps must vary from bin to bin"):
        map_correlation(constant, plane)


def test_a_shuffled_map_is_flagged(
    trained: Tagger, planted_trees: JetTreeDataset, gradient_x_state: Method
) -> None:
    """Values that went to other splittings make a map that any shuffle makes."""

    def shuffled(tagger: Tagger, batch: Any) -> Tensor:
        values = gradient_x_state(tagger, batch)
        inner = (~batch.is_leaf).nonzero().flatten()
        values[inner] = values[inner[torch.randperm(len(inner))]]
        return values

    nulls = [attribution_plane(shuffled, trained, planted_trees) for _ in range(20)]
    assert not differs_from_null(nulls[0], nulls[1:]).differs
    plane = attribution_plane(gradient_x_state, trained, planted_trees)
    assert differs_from_null(plane, nulls[1:]).differs


def test_maps_of_parts_add_up(
    planted_trees: JetTreeDataset, ln_kt: Method, trained: Tagger
) -> None:
    jets = planted_trees[:300]
    primary = attribution_plane(ln_kt, trained, jets, part="primary")
    secondary = attribution_plane(ln_kt, trained, jets, part="secondary")
    whole = attribution_plane(ln_kt, trained, jets)
    np.testing.assert_array_equal(primary.count + secondary.count, whole.count)
    rootless = attribution_plane(ln_kt, trained, jets, root=False)
    assert 0 < whole.count.sum() - rootless.count.sum() <= 300


def test_batches_are_put_together_in_order(
    planted_trees: JetTreeDataset, ln_kt: Method, trained: Tagger
) -> None:
    jets = planted_trees[:300]  # more than a batch
    assert torch.equal(attributed(ln_kt, trained, jets), ln_kt(trained, jets.batch()))


def test_what_is_no_number_has_no_rank(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    values = torch.rand(batch.num_nodes)
    with pytest.raises(ValueError, match=r"'others' .* with 44 that are NaN"):
        rank_correlation(values, torch.full_like(values, torch.nan), batch)
    assert attributed(node_saliency, FCN(), cluster(toy_jets)[:0]).shape == (0,)


def test_infinite_values_are_equal(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    same = torch.full((batch.num_nodes,), torch.inf)
    assert rank_correlation(same, torch.rand(batch.num_nodes), batch).isnan().all()
