"""The rules of one dense layer, by hand, and the layers of a head."""

import pytest
import torch
from torch.nn import Linear, ReLU, Sequential

from pyg_jets.attribution.propagating import Constant, Propagating, Rule, propagate_head


@pytest.mark.parametrize("rule", [Rule(1e-9, 0.0), Rule(0.1, 0.0), Rule(0.01, 0.5)])
def test_gradient_times_input_is_relevance(rule: Rule) -> None:
    weight, bias = torch.randn(3, 4).double(), torch.randn(3).double()
    x = torch.rand(2, 4).double().requires_grad_()
    z = Propagating(weight, bias, rule)(x)
    torch.testing.assert_close(z, x @ weight.t() + bias)
    coming = torch.randn(2, 3).double()
    # As a gradient comes: relevance of the output over the output.
    (gradient,) = torch.autograd.grad(z, x, coming / z)
    expected = torch.zeros(2, 4).double()
    for row in range(2):
        for k in range(3):
            favoured = weight[k] + rule.gamma * weight[k].clamp(min=0)
            parts = x[row].detach() * favoured
            total = parts.sum() + bias[k] + rule.gamma * bias[k].clamp(min=0)
            expected[row] += parts / (total + rule.epsilon * total.sign()) * coming[row, k]
    torch.testing.assert_close(x.detach() * gradient, expected)


def test_constant_hands_nothing_down() -> None:
    layer, x = Linear(2, 2), torch.rand(3, 2, requires_grad=True)
    out = Constant(layer)(x)
    assert torch.equal(out, layer(x))
    assert not out.requires_grad


def test_only_the_last_layer_of_a_head_has_no_gamma() -> None:
    head = Sequential(Linear(3, 4), ReLU(), Linear(4, 2), ReLU())
    x = torch.rand(5, 3)
    before = head(x).detach()
    propagate_head(head, Rule(1e-6, 0.5))
    torch.testing.assert_close(head(x), before)
    assert [head[k].rule for k in (0, 2)] == [Rule(1e-6, 0.5), Rule(1e-6, 0.0)]
    assert isinstance(head[1], ReLU)
