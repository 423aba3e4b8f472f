"""States of a layer within a network."""

import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Module

from pyg_jets.taggers.adapted.given import Given
from pyg_jets.taggers.adapted.graph_form import GraphForm
from pyg_jets.taggers.adapted.inner_layer import InnerLayer
from pyg_jets.taggers.adapted.trial import form_of
from pyg_jets.transforms import SubGraph
from tests.networks import Classifier

EDGES = torch.tensor([[0, 1, 3], [2, 2, 4]])
GRAPH = SubGraph(torch.rand(5, 7), EDGES, torch.tensor([0, 0, 0, 1, 1]), torch.arange(5), 2)
GIVEN = Given(GRAPH, {})


class _Twice(Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin, self.unused = Linear(7, 7), Linear(7, 7)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:  # noqa: ARG002
        found: Tensor = self.lin(self.lin(x))
        return found


def test_states_are_looked_at_and_replaced() -> None:
    network = Classifier(2).eval()
    form, layer = form_of(network), InnerLayer("conv1", network)
    rows: list[Tensor] = []

    def look(x: Tensor) -> Tensor:
        rows.append(x)
        return x

    plain = form(network, GIVEN)
    assert torch.equal(layer.run(network, form, GIVEN, look), plain)
    torch.testing.assert_close(rows[0], network.conv1(GRAPH.x, EDGES))
    moved = layer.run(network, form, GIVEN, lambda x: x + 1)
    x = network.conv2((rows[0] + 1).relu(), EDGES).relu()
    torch.testing.assert_close(moved, network.lin(network.pool(x, GRAPH.batch)))
    assert layer.width(network, form, GIVEN) == 8
    assert not network.conv1._forward_hooks


def test_refusals() -> None:
    network = Classifier(2)
    with pytest.raises(ValueError, match=r"one of conv1, .*, lin .*\(got 'conv3'\)"):
        InnerLayer("conv3", network)
    with pytest.raises(ValueError, match=r"vector for each of 5 nodes .* \(got \(2, 2\)\)"):
        InnerLayer("lin", network).width(network, form_of(network), GIVEN)
    twice, form = _Twice(), GraphForm(False, (("edge_index", "edge_index"),))
    for name, calls in (("lin", 2), ("unused", 0)):
        with pytest.raises(ValueError, match=rf"must be called once .* \(got {calls} calls\)"):
            InnerLayer(name, twice).run(twice, form, GIVEN, lambda x: x)
    assert not twice.lin._forward_hooks
