"""Jets of the generator and detector study beside the checkout, for published networks."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.metrics import roc_auc


@pytest.fixture
def delphes_trees(shared: Path) -> Callable[[str, int], JetTreeDataset]:
    """Some jets of a kind, evenly spaced over all of them."""

    def trees(kind: str, number: int) -> JetTreeDataset:
        with np.load(shared / "data" / "delphes_jets" / f"{kind}.npz") as file:
            jets = Constituents(file["p4"].astype(np.float64), file["ptr"])
        return cluster(jets[:: len(jets) // number][:number])

    return trees


@pytest.fixture
def assert_separates() -> Callable[[Tensor, Tensor, float], None]:
    """Check an area under the ROC curve against one of other jets, as many."""

    def check(signal: Tensor, background: Tensor, published: float) -> None:
        labels = torch.cat((torch.ones(len(signal)), torch.zeros(len(background))))
        area = roc_auc(torch.cat((signal, background)), labels)
        # Both have an error; this one's is half of the interval of 68 %.
        error = 2**0.5 * (area.high - area.low) / 2
        assert abs(area.value - published) < 3 * error
        assert error < 0.03

    return check
