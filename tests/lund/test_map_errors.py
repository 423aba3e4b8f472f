"""Bootstrap errors are the spread of independent samples, where plain ones are not."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, LundPlane, cluster, lund_coordinates
from pyg_jets.lund import bootstrap_error
from pyg_jets.simulation import ToyShower


def _plane() -> LundPlane:
    return LundPlane(bins=(2, 2), range=((0.0, 2.0), (1.0, 5.0)))


def _of_jets(jets: JetTreeDataset, seed: int) -> Tensor:
    """One number for all splittings of a jet."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(len(jets), generator=generator, dtype=torch.float64)[jets.batch().batch]


@pytest.fixture(scope="module")
def many() -> JetTreeDataset:
    return cluster(ToyShower(colour=3.0).jets(12_000, seed=1).constituents)


@pytest.mark.parametrize("quantity", ["mean", "density"])
def test_is_the_spread_of_independent_samples(quantity: Any, many: JetTreeDataset) -> None:
    maps = []
    for k in range(60):
        some = many[200 * k : 200 * (k + 1)]
        values = _of_jets(some, k)
        maps.append(_plane().fill(lund_coordinates(some), values))
    spread = np.std([getattr(each, quantity) for each in maps], axis=0)
    found = bootstrap_error(maps[-1], some, values, quantity, seed=1, resamples=400)
    np.testing.assert_allclose(found, spread, rtol=0.4)
    if quantity == "mean":
        crowded = np.unravel_index(maps[-1].count.argmax(), (2, 2))
        assert maps[-1].error[crowded] < 0.85 * found[crowded]


def test_independent_splittings_have_the_plain_error(planted_trees: JetTreeDataset) -> None:
    values = torch.randn(planted_trees.batch().num_nodes, dtype=torch.float64)
    plane = _plane().fill(lund_coordinates(planted_trees), values)
    found = bootstrap_error(plane, planted_trees, values, resamples=1000)
    np.testing.assert_allclose(found, plane.error, rtol=0.15)
    again = bootstrap_error(plane, planted_trees, values, resamples=1000)
    np.testing.assert_array_equal(found, again)


def test_empty_bins_are_masked(planted_trees: JetTreeDataset) -> None:
    plane = LundPlane(bins=(1, 2), range=((0.0, 2.0), (1.0, 40.0)))
    found = bootstrap_error(plane, planted_trees)
    assert np.ma.getmaskarray(found).tolist() == [[False, True]]
    assert found[0, 0] == 0


def test_what_has_no_error(toy_jets: Constituents) -> None:
    jets = cluster(toy_jets)
    quantity: Any = "count"
    with pytest.raises(
        ValueError, match=r"'quantity' must be one of mean, density .* \(got 'count"
    ):
        bootstrap_error(_plane(), jets, quantity=quantity)
    with pytest.raises(ValueError, match=r"'resamples' at least 2 \(got 'mean' and 1\)"):
        bootstrap_error(_plane(), jets, resamples=1)
    with pytest.raises(ValueError, match=r"one number per node, \(95,\) \(got shape \(4,\)\)"):
        bootstrap_error(_plane(), jets, torch.zeros(4))


def test_one_jet_has_no_error_of_its_mean(planted_trees: JetTreeDataset) -> None:
    plane = LundPlane(bins=(24, 24), range=((0.0, 4.0), (1.6, 5.6)))
    jets = planted_trees[:40]
    where = lund_coordinates(jets)
    plane.fill(where)
    values = torch.rand(jets.batch().num_nodes, dtype=torch.float64)
    found = bootstrap_error(plane, jets, values)
    assert (plane.count == 1).any()
    assert np.ma.getmaskarray(found)[plane.count == 1].all()
    assert (found.compressed() > 0).all()
    density = bootstrap_error(plane, jets, quantity="density")
    assert (density[plane.count == 1] > 0).any()


def test_parts_of_the_plane(planted_trees: JetTreeDataset) -> None:
    values = torch.randn(planted_trees.batch().num_nodes, dtype=torch.float64)
    where = lund_coordinates(planted_trees).part("primary", root=False)
    plane = _plane().fill(where, values)
    found = bootstrap_error(plane, planted_trees, values, part="primary", root=False)
    np.testing.assert_allclose(found, plane.error, rtol=0.2)
    whole = bootstrap_error(plane, planted_trees, values)
    assert (found > whole).any()


@pytest.mark.parametrize("quantity", ["mean", "density"])
def test_errors_of_weighted_jets(quantity: Any, many: JetTreeDataset) -> None:
    """The scale of the weights does not matter; few heavy jets know less than many light ones."""
    some = many[:300]
    values = _of_jets(some, 0)
    errors = []
    heavy = torch.where(torch.arange(300) % 20 == 0, 50.0, 1.0)
    for weight in (None, torch.full((300,), 1e-6), heavy):
        jets = some.constituents[:]
        jets.weight = weight
        errors.append(bootstrap_error(_plane(), cluster(jets), values, quantity))
    np.testing.assert_allclose(errors[0], errors[1], rtol=1e-9)
    assert (errors[2] > 1.5 * errors[0]).all()
