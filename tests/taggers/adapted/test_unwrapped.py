"""Networks come out of their wrappers."""

import torch
from torch.nn import DataParallel, Linear

from pyg_jets.taggers.adapted.unwrapped import unwrapped


def test_every_wrapper_is_taken_off() -> None:
    network = Linear(2, 3)
    compiled: torch.nn.Module = torch.compile(network)  # type: ignore[assignment]
    for wrapped in (network, compiled, DataParallel(network), DataParallel(compiled)):
        assert unwrapped(wrapped) is network


def test_a_layer_called_module_is_no_wrapper() -> None:
    network = torch.nn.Sequential()
    network.add_module("module", Linear(2, 3))
    assert unwrapped(network) is network
