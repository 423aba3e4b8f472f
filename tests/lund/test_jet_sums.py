"""Sums of each jet and bin make the map."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, LundPlane, cluster, lund_coordinates
from pyg_jets.lund.jet_sums import JetSums


def test_all_jets_make_the_map(planted_trees: JetTreeDataset) -> None:
    """Of a plane with splittings beyond each of its four limits."""
    values = torch.rand(planted_trees.batch().num_nodes, dtype=torch.float64)
    plane = LundPlane(bins=(7, 5), range=((0.5, 2.0), (2.0, 3.0)))
    plane.fill(lund_coordinates(planted_trees), values)
    beyond = plane.histogram.view(flow=True)["sum_of_weights"]
    assert min(beyond[0].sum(), beyond[-1].sum(), beyond[:, 0].sum(), beyond[:, -1].sum()) > 20
    found = JetSums.of(plane, planted_trees, values)
    counts, sums = (each.sum(0).reshape(7, 5) for each in (found.counts, found.sums))
    np.testing.assert_array_equal(counts, plane.count)
    there = plane.count > 0
    np.testing.assert_allclose((sums / np.where(there, counts, 1))[there], plane.mean[there])


def test_a_jet_is_a_row(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    plane = LundPlane(range=((-5.0, 9.0), (-9.0, 9.0)))
    found = JetSums.of(plane, trees)
    assert found.counts.sum(1).tolist() == [0, 1, 2, 4, 7, 11, 19]
    assert JetSums.of(plane, trees, root=False).counts.sum(1).tolist() == [0, 0, 1, 3, 6, 10, 18]
    parts = [JetSums.of(plane, trees, None, part).counts for part in ("primary", "secondary")]
    assert abs(parts[0] + parts[1] - found.counts).sum() == 0


def test_values_must_be_numbers(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    values = torch.ones(95)
    values[-1] = torch.nan
    with pytest.raises(ValueError, match=r"'values' must be finite \(got 1 not\)"):
        JetSums.of(LundPlane(), trees, values)
    with pytest.raises(ValueError, match=r"one number per node, \(95,\) \(got shape \(4,\)\)"):
        JetSums.of(LundPlane(), trees, torch.zeros(4))


def test_weights_multiply_what_a_jet_brings(toy_jets: Constituents) -> None:
    jets = toy_jets[:]
    jets.weight = torch.arange(7) / 2
    plane = LundPlane(range=((-5.0, 9.0), (-9.0, 9.0)))
    found, plain = JetSums.of(plane, cluster(jets)), JetSums.of(plane, cluster(toy_jets))
    splittings = np.array([0, 1, 2, 4, 7, 11, 19])
    assert found.counts.sum(1).tolist() == (splittings * np.arange(7) / 2).tolist()
    assert found.squares.sum(1).tolist() == (splittings * np.arange(7) ** 2 / 4).tolist()
    assert found.weight.tolist() == (np.arange(7) / 2).tolist()
    assert plain.weight.tolist() == [1.0] * 7
    assert abs(plain.squares - plain.counts).sum() == 0
    jets.weight[2] = -1.0
    with pytest.raises(ValueError, match=r"'weight' must be finite and not negative \(got 1 that"):
        JetSums.of(plane, cluster(jets))
