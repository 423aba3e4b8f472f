"""A network that has learnt the toy shower, and what is said of it."""

import pytest
import torch

from pyg_jets import Task, cluster, fit
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.explanations.measure import TaskExplained, explain_task, methods_named
from pyg_jets.taggers import RecNN, Tagger


@pytest.fixture(scope="session")
def shower() -> ToyShower:
    return ToyShower(min_kt=2.0)


@pytest.fixture(scope="session")
def toy_tagger(shower: ToyShower) -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=24)
    train, val = (cluster(shower.jets(n, seed).constituents) for n, seed in ((4000, 1), (500, 2)))
    return fit(tagger, train, val, epochs=5, lr=1e-2, batch_size=64, progress=False).tagger


@pytest.fixture(scope="session")
def explained(toy_tagger: Tagger, shower: ToyShower) -> TaskExplained:
    test = cluster(shower.jets(900, 5).constituents)
    methods = methods_named(["saliency", "lrp"], toy_tagger)
    return explain_task(toy_tagger, test, Task.named("quark-gluon"), methods, jets=300, nulls=3)
