"""One small benchmark for all tests here."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import evaluation
from pyg_jets.evaluation.benchmark.results import Benchmark
from pyg_jets.taggers import Tagger


def nothing_known(tagger: Tagger, batch: Any) -> Tensor:  # noqa: ARG001
    """A method that says the same of every splitting."""
    return torch.ones(batch.num_nodes)


METHODS = ("branch_removal", "saliency", "attention")
SMALL: dict[str, Any] = {"trainings": 2, "jets": 120, "train_jets": 1000, "epochs": 5}


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the small benchmark keeps what it has measured."""
    return tmp_path_factory.mktemp("benchmark")


@pytest.fixture(scope="session")
def small(kept: Path) -> Benchmark:
    with torch.random.fork_rng():
        return evaluation.benchmark(
            ["planted", "angularity", "groomed"], ["lundnet"], METHODS, folder=kept, **SMALL
        )
