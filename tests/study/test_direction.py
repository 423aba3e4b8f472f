"""The direction of an observable: a unit vector along which it grows, planted or fitted."""

import pytest
import torch

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.datasets import sample
from pyg_jets.observables import jet_mass
from pyg_jets.study import observable_direction
from pyg_jets.taggers import RecNN
from pyg_jets.training import embed


@pytest.fixture(scope="module")
def jets() -> JetTreeDataset:
    return cluster(sample("w")[:300])


@pytest.fixture(scope="module")
def tagger(jets: JetTreeDataset) -> RecNN:
    with torch.random.fork_rng():
        torch.manual_seed(3)
        tagger = RecNN(hidden_channels=6).double()
    tagger.fit_scaling(jets)
    return tagger


def test_a_planted_direction_is_found(tagger: RecNN, jets: JetTreeDataset) -> None:
    alive = embed(tagger, jets).std(0) > 1e-3
    planted = torch.where(alive, torch.linspace(1, 2, 6, dtype=torch.float64), 0.0)
    found = observable_direction(tagger, jets, lambda jets: 7 + embed(tagger, jets) @ planted)
    torch.testing.assert_close(found, planted / planted.norm(), rtol=1e-6, atol=1e-6)


def test_the_mass_grows_along_its_direction(tagger: RecNN, jets: JetTreeDataset) -> None:
    direction = observable_direction(tagger, jets, jet_mass)
    assert direction.norm() == pytest.approx(1.0)
    along = embed(tagger, jets) @ direction
    assert torch.corrcoef(torch.stack((along, jet_mass(jets))))[0, 1] > 0.3


def test_a_constant_has_no_direction(tagger: RecNN, jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=r"must vary with the embedding \(got a flat .* 300 jets"):
        observable_direction(tagger, jets, lambda jets: torch.ones(len(jets)))
