"""An interrupted training ends with the weights of an uninterrupted one, whatever the network."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import Dropout, Linear, Module, Sequential
from torch_geometric.nn import GCNConv, global_mean_pool

from pyg_jets import JetTreeDataset, cluster, fit
from pyg_jets.datasets import binary_task
from pyg_jets.taggers import RecNN, Tagger, adapt
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.transforms import ParticleCloud
from tests.attributed import MAKERS


class _Noisy(Module):
    """A layer that draws from all generators that there are."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        return x * (1 + 0.1 * torch.rand(()) + 0.1 * np.random.rand() + 0.1 * random.random())  # noqa: NPY002


class _Dropping(Module):
    """A user's network with dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.dropout, self.lin = GCNConv(7, 16), Dropout(0.5), Linear(16, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:
        pooled = global_mean_pool(self.conv(x, edge_index).relu(), batch)
        return self.lin(self.dropout(pooled))


def _noisy() -> Tagger:
    tagger = RecNN(6)
    layers = list(tagger.head)
    tagger.head = Sequential(*layers[:2], _Noisy(), *layers[2:])
    return tagger


KINDS: dict[str, Any] = {
    **MAKERS,
    "dropout of a user's": lambda: adapt(_Dropping(), transform=ParticleCloud(3)),
    "noise of all kinds": _noisy,
}


@pytest.fixture(scope="module")
def jets() -> tuple[JetTreeDataset, JetTreeDataset]:
    train, val, _ = binary_task("w-qcd")
    return cluster(train[:: len(train) // 30]), cluster(val[:: len(val) // 10])


def _trained(
    name: str, jets: tuple[JetTreeDataset, JetTreeDataset], stop: int = 0, **options: Any
) -> dict[str, Tensor]:
    """The state after three epochs of two steps; interrupted in step ``stop``, if it is not 0."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = KINDS[name]()
    steps = 0

    def count(module: Module, *_: Any) -> None:
        nonlocal steps
        steps += module.training
        if stop and steps >= stop:
            raise KeyboardInterrupt

    tagger.head.register_forward_hook(count)
    recipe = Recipe(epochs=3, batch_size=16, lr=1e-2, turned=tagger.recipe.turned)
    return dict(fit(tagger, *jets, recipe=recipe, progress=False, **options).tagger.state_dict())


@pytest.mark.parametrize("name", KINDS)
def test_bit_for_bit(
    name: str, jets: tuple[JetTreeDataset, JetTreeDataset], tmp_path: Path
) -> None:
    whole = _trained(name, jets)
    for stop in (4, 5):  # in the midst of an epoch, at its beginning
        folder = tmp_path / str(stop)
        with pytest.raises(KeyboardInterrupt):
            _trained(name, jets, stop, directory=folder)
        random.random(), np.random.rand(), torch.rand(())  # noqa: NPY002
        resumed = _trained(name, jets, directory=folder)
        assert whole.keys() == resumed.keys()
        assert all(torch.equal(whole[key], resumed[key]) for key in whole)
