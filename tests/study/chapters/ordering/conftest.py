"""The search for two small networks."""

import pytest
import torch

from pyg_jets import JetTreeDataset, Task
from pyg_jets.study.chapters.ordering.measure import Ordering, ordering_of
from pyg_jets.taggers import RecNN, Tagger


@pytest.fixture(scope="session")
def parts() -> tuple[JetTreeDataset, JetTreeDataset]:
    train, _, test = Task.named("w-qcd").split(jets=150)
    return train, test


@pytest.fixture(scope="session")
def small(parts: tuple[JetTreeDataset, JetTreeDataset]) -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(8)
    tagger.fit_scaling(parts[0])
    return tagger


@pytest.fixture(scope="session")
def ordering(parts: tuple[JetTreeDataset, JetTreeDataset], small: Tagger) -> Ordering:
    return ordering_of(small, small.untrained(1), parts)
