"""Rank correlations are SciPy's; an attribution that sees no network stays as it was."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, LundPlane, cluster, lund_coordinates
from pyg_jets.attribution import (
    attributed,
    attribution_plane,
    differs_from_null,
    fit_to_permuted_labels,
    label_randomisation,
    map_correlation,
    node_saliency,
    parameter_randomisation,
    rank_correlation,
)
from pyg_jets.taggers import Tagger

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
    with pytest.raises(ValueError, match=r"at least three bins must have 10000 .* \(got 0\)"):
        map_correlation(plane, other, 10_000)
    with pytest.raises(ValueError, match="two maps must have the same bins"):
        map_correlation(plane, LundPlane(bins=(2, 2)))


@pytest.mark.parametrize("how", ["cascading", "independent"])
def test_parameter_randomisation(
    how: Any, trained: Tagger, planted_trees: JetTreeDataset, ln_kt: Method
) -> None:
    jets = planted_trees[:600]
    for row in parameter_randomisation(ln_kt, trained, jets, how):
        assert [row.rank.value, row.map] == pytest.approx([1, 1])
    rows = parameter_randomisation(node_saliency, trained, jets, how, seed=2)
    assert [row.layer for row in rows][-2:] == ["conv.cell.lin_h", "conv.lin_u"]
    assert all(np.isfinite(row.map) for row in rows)
    assert rows[3].rank.high < 0.8


def test_what_jets_alone_tell_survives_permuted_labels(
    trained: Tagger,
    training_jets: tuple[JetTreeDataset, JetTreeDataset],
    planted_trees: JetTreeDataset,
    ln_kt: Method,
    gradient_x_state: Method,
) -> None:
    train, val = (jets[:1000] for jets in training_jets)
    permuted = fit_to_permuted_labels(
        trained, train, val, seed=1, epochs=2, lr=1e-2, batch_size=64, progress=False
    )
    jets = planted_trees[:1000]
    blind = label_randomisation(ln_kt, trained, permuted, jets)
    assert blind.layer == "labels"
    assert [blind.rank.value, blind.map] == pytest.approx([1, 1])
    seeing = label_randomisation(gradient_x_state, trained, permuted, jets)
    assert seeing.rank.high < 0.8
    assert seeing == label_randomisation(gradient_x_state, trained, permuted, jets)
    itself = label_randomisation(gradient_x_state, trained, trained, jets)
    assert [itself.rank.value, itself.map] == pytest.approx([1, 1])
    # A map of what was not learnt is no farther from its null than others are.
    for method, differs in ((ln_kt, False), (gradient_x_state, True)):
        plane, null = (attribution_plane(method, each, jets) for each in (trained, permuted))
        assert differs_from_null(plane, null).differs is differs


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


def test_maps_without_enough_entries_have_no_correlation(
    trained: Tagger, planted_trees: JetTreeDataset, ln_kt: Method
) -> None:
    rows = parameter_randomisation(ln_kt, trained, planted_trees[:20])
    assert np.isnan(rows[0].map)
    assert rows[0].rank.value == pytest.approx(1)


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
