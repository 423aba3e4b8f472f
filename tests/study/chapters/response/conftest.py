"""A small network whose response was measured."""

import pytest
import torch

from pyg_jets import Task
from pyg_jets.study.chapters.response.measure import Responses, responses_of
from pyg_jets.taggers import RecNN, Tagger

TASK = Task.named("w-qcd")


@pytest.fixture(scope="session")
def small() -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(8)
    tagger.fit_scaling(TASK.test(jets=120))
    return tagger


@pytest.fixture(scope="session")
def responses(small: Tagger) -> Responses:
    return responses_of(small, small.untrained(1), TASK.test(jets=120), TASK)
