"""Networks come out of their wrappers."""

import pytest
import torch
from torch.nn import DataParallel, Linear
from torch_geometric.nn import DataParallel as OfGraphs

from pyg_jets.taggers.adapted.unwrapped import unwrapped


@pytest.mark.filterwarnings("ignore:'DataParallel' is usually")
def test_every_wrapper_is_taken_off() -> None:
    network = Linear(2, 3)
    compiled: torch.nn.Module = torch.compile(network)  # type: ignore[assignment]
    for wrapped in (
        network, compiled, DataParallel(network), OfGraphs(network), DataParallel(compiled)
    ):  # fmt: skip
        assert unwrapped(wrapped) is network


def test_a_layer_called_module_is_no_wrapper() -> None:
    network = torch.nn.Sequential()
    network.add_module("module", Linear(2, 3))
    assert unwrapped(network) is network
