"""Input times gradient against autograd."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import input_x_gradient, node_gradients
from tests.attributed import MAKERS, made


@pytest.mark.parametrize("name", MAKERS)
def test_on_states_is_state_times_gradient(name: str, toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    by_node, _ = node_gradients(tagger, batch)
    expected = (tagger.states(batch).detach() * by_node).sum(1)
    found = input_x_gradient(tagger, batch)
    if tagger.node_states == "splittings":
        expected[batch.is_leaf] = 0
    torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-12)
    assert not found.requires_grad


def test_on_features_is_feature_times_gradient(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("RecNN", toy_jets)
    batch.x = batch.x.double().requires_grad_()
    (gradient,) = torch.autograd.grad(tagger(batch).sum(), batch.x)
    expected = ((batch.x - tagger.center) * gradient).sum(1).detach()
    found = input_x_gradient(tagger, cluster(toy_jets).batch(), on="features")
    torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-12)
