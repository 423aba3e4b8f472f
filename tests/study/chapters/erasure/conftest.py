"""A small network that erasing was tried on."""

import pytest
import torch

from pyg_jets import JetTreeDataset, Task
from pyg_jets.study.chapters.erasure.measure import Erasure, erasure_of
from pyg_jets.taggers import RecNN, Tagger


@pytest.fixture(scope="session")
def parts() -> tuple[JetTreeDataset, JetTreeDataset]:
    train, _, test = Task.named("w-qcd").split(jets=120)
    return train, test


@pytest.fixture(scope="session")
def small(parts: tuple[JetTreeDataset, JetTreeDataset]) -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(12)
    tagger.fit_scaling(parts[0])
    return tagger


@pytest.fixture(scope="session")
def erased(parts: tuple[JetTreeDataset, JetTreeDataset], small: Tagger) -> Erasure:
    return erasure_of(small, small.untrained(1), parts, epochs=1, progress=False)
