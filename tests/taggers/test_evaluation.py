"""All modules are in evaluation mode inside, and in their own outside."""

import pytest
from torch.nn import BatchNorm1d, Linear, Sequential

from pyg_jets.taggers.evaluation import evaluation


def test_each_module_gets_its_mode_back() -> None:
    network = Sequential(Linear(1, 1), BatchNorm1d(1)).train()
    network[1].eval()
    with evaluation(network):
        assert not any(module.training for module in network.modules())
    assert [module.training for module in network.modules()] == [True, True, False]
    with pytest.raises(ZeroDivisionError), evaluation(network):
        1 / 0  # noqa: B018
    assert [module.training for module in network.modules()] == [True, True, False]
