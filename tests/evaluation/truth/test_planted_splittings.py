"""Planted emissions are found again in the clustering history."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.simulation import ToyShower


def test_planted_splittings_shed_one_constituent(toy_jets: Constituents) -> None:
    toy = ToyShower().jets(1000, seed=5)
    batch = cluster(toy.constituents).batch()
    planted = planted_splittings(toy.emission, batch)
    assert planted.sum() > 0.99 * toy.emission.sum()
    assert not planted_splittings(~toy.emission, batch).any()
    with pytest.raises(ValueError, match=r"one number per constituent, \(51,\) \(got .*\(3,\)\)"):
        planted_splittings(torch.ones(3), cluster(toy_jets).batch())
