"""The mass direction: planted or fitted; kinematics finds the W, chance does not."""

import numpy as np
import pytest
import torch

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.datasets import Task, sample
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.metrics import share
from pyg_jets.observables import jet_mass
from pyg_jets.study.chapters.mass_direction.measure import localise, observable_direction
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
    direction = observable_direction(tagger, jets, lambda jets: 7 + embed(tagger, jets) @ planted)
    torch.testing.assert_close(direction, planted / planted.norm(), rtol=1e-6, atol=1e-6)


def test_the_mass_grows_along_its_direction(tagger: RecNN, jets: JetTreeDataset) -> None:
    direction = observable_direction(tagger, jets, jet_mass)
    assert direction.norm() == pytest.approx(1.0)
    along = embed(tagger, jets) @ direction
    assert torch.corrcoef(torch.stack((along, jet_mass(jets))))[0, 1] > 0.3


def test_a_constant_has_no_direction(tagger: RecNN, jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=r"must vary with the embedding \(got a flat .* 300 jets"):
        observable_direction(tagger, jets, lambda jets: torch.ones(len(jets)))


def test_choices_on_w_jets() -> None:
    train, _, test = Task.named("w-qcd").split(jets=300)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(train)
    decays = test[test.y == 1]
    rates = localise({"small": tagger}, train, decays, seed=1)
    assert next(iter(rates)) == "largest change of the mass direction, small"
    assert rates["largest kt"].everywhere.value > 0.85
    assert rates["largest mass drop"].primary.value > 0.85
    assert rates["smallest kt"].everywhere.value < 0.05
    assert rates["random"].everywhere.value < 0.15
    assert {of_choice.primary.total for of_choice in rates.values()} == {
        rates["random"].everywhere.total
    }
    assert rates == localise({"small": tagger}, train, decays, seed=1)


def test_the_mass_direction_is_a_fit_to_the_training_jets() -> None:
    """Numpy's least squares, and a walk over the splittings of every jet."""
    train, _, test = Task.named("w-qcd").split(jets=100)
    decays = test[test.y == 1]
    with torch.random.fork_rng():
        torch.manual_seed(1)
        tagger = RecNN(hidden_channels=4).double()
    tagger.fit_scaling(train)
    design = np.hstack((embed(tagger, train).numpy(), np.ones((len(train), 1))))
    weights = np.linalg.lstsq(design, jet_mass(train).numpy(), rcond=None)[0][:-1]
    batch = decays.batch()
    along = (tagger.states(batch).detach().numpy() @ weights).tolist()
    nodes = batch.edge_index[:, ::2].t().tolist()
    harder = {parent: child for child, parent in nodes}
    change = {node: abs(along[node] - along[child]) for node, child in harder.items()}
    everywhere, primary, total = 0, 0, 0
    for jet, row in enumerate(decay_truth(decays).w.tolist()):
        way = [int(batch.ptr[jet + 1]) - 1]
        while way[-1] in harder:
            way.append(harder[way[-1]])
        inside = [node for node in harder if batch.batch[node] == jet]
        everywhere += max(inside, key=change.__getitem__) == row
        primary += max(way[:-1], key=change.__getitem__) == row
        total += row >= 0
    rates = localise({"small": tagger}, train, decays)
    ours = rates["largest change of the mass direction, small"]
    for rate, expected in zip(ours, (share(everywhere, total), share(primary, total)), strict=True):
        assert (rate.count, rate.total) == (expected.count, expected.total)
        for name in ("value", "low", "high"):
            assert getattr(rate, name) == pytest.approx(getattr(expected, name), abs=1e-12)
