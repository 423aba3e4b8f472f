"""A network that has learnt the toy shower, and jets of it."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import JetTreeDataset, cluster, fit, lund_coordinates
from pyg_jets.attribution.gradients import node_gradients
from pyg_jets.simulation import ToyJets, ToyShower
from pyg_jets.taggers import RecNN, Tagger

Method = Callable[[Tagger, Any], Tensor]


@pytest.fixture(scope="session")
def shower() -> ToyShower:
    return ToyShower()


@pytest.fixture(scope="session")
def training_jets(shower: ToyShower) -> tuple[JetTreeDataset, JetTreeDataset]:
    train, val = (shower.jets(jets, seed) for jets, seed in ((5000, 1), (1000, 2)))
    return cluster(train.constituents), cluster(val.constituents)


@pytest.fixture(scope="session")
def trained(training_jets: tuple[JetTreeDataset, JetTreeDataset]) -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=24)
    train, val = training_jets
    return fit(tagger, train, val, epochs=7, lr=1e-2, batch_size=64, progress=False).tagger


@pytest.fixture(scope="session")
def planted(shower: ToyShower) -> ToyJets:
    return shower.jets(3000, seed=3)


@pytest.fixture(scope="session")
def planted_trees(planted: ToyJets) -> JetTreeDataset:
    return cluster(planted.constituents)


@pytest.fixture(scope="session")
def ln_kt() -> Method:
    """An attribution that does not look at the network."""

    def method(_: Tagger, batch: Any) -> Tensor:
        coordinates = lund_coordinates(batch)
        values = torch.zeros(batch.num_nodes, dtype=torch.float64)
        values[coordinates.node] = coordinates.ln_kt
        return values

    return method


@pytest.fixture(scope="session")
def gradient_x_state() -> Method:
    """What moves the logit by its sign, not the size of a gradient alone."""

    def method(tagger: Tagger, batch: Any) -> Tensor:
        by_node, _ = node_gradients(tagger, batch)
        return (by_node * tagger.states(tagger.view(batch)).detach()).sum(1)

    return method
