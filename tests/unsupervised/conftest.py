"""Small samples of the toy shower, and encoders pretrained on them."""

from typing import Any

import pytest
import torch

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.simulation import ToyShower
from pyg_jets.taggers import RecNN
from pyg_jets.unsupervised import Pretrained, pretrain

SHORT: dict[str, Any] = {"epochs": 3, "batch_size": 32, "lr": 5e-3, "progress": False}


@pytest.fixture(scope="session")
def trees(shower: ToyShower) -> JetTreeDataset:
    return cluster(shower.jets(200, seed=11).constituents)


@pytest.fixture(scope="session")
def batch(trees: JetTreeDataset) -> Any:
    return trees.batch(slice(0, 12))


def encoder(seed: int = 0) -> RecNN:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return RecNN(hidden_channels=12)


@pytest.fixture(scope="session")
def pretrained(trees: JetTreeDataset) -> dict[str, Pretrained]:
    """By method."""
    methods = ("autoencoder", "masked", "contrastive")
    return {method: pretrain(encoder(), trees, method, **SHORT) for method in methods}
