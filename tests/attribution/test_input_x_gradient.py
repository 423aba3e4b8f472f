"""Input times gradient against autograd."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import input_x_gradient
from pyg_jets.attribution.scaled_states import scaled_states
from tests.attributed import MAKERS, made


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "ParT"])
def test_on_states_is_the_derivative_by_a_factor(name: str, toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    of_factor = scaled_states(tagger, batch)
    factor = torch.ones(batch.num_nodes, dtype=torch.float64, requires_grad=True)
    (expected,) = torch.autograd.grad(of_factor(factor).sum(), factor)
    found = input_x_gradient(tagger, batch)
    torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-12)
    assert not found.requires_grad


def test_on_features_is_feature_times_gradient(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("RecNN", toy_jets)
    batch.x = batch.x.double().requires_grad_()
    (gradient,) = torch.autograd.grad(tagger(batch).sum(), batch.x)
    expected = ((batch.x - tagger.center) * gradient).sum(1).detach()
    found = input_x_gradient(tagger, cluster(toy_jets).batch(), on="features")
    torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-12)
