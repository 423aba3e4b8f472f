"""How networks are called, and what their numbers are taken for."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.nn import GCN, GCNConv

from pyg_jets.taggers._network import Form, call, form_of, outputs_of, trial
from pyg_jets.transforms import SubGraph

EDGES = torch.tensor([[0, 1, 3], [2, 2, 4]])
GRAPH = SubGraph(torch.rand(5, 7), EDGES, torch.tensor([0, 0, 0, 1, 1]), torch.arange(5), 2)


class _Open(Module):
    def forward(self, x: Tensor, edge_index: Tensor, **more: Any) -> Any:  # noqa: ARG002
        return more["batch"][:, None] + 0 * x[:, :1]


class _OfData(Module):
    def forward(self, data: Any) -> Any:
        return data.x.new_tensor([data.num_graphs, data.ptr[1], data.num_nodes]).expand(5, 3)


def test_forms() -> None:
    assert form_of(GCN(7, 8, 1)) == Form(False, ("edge_attr", "edge_weight", "batch"), ())
    assert form_of(GCNConv(7, 8)) == Form(False, ("edge_weight",), ())
    assert form_of(_Open()) == Form(False, ("batch",), ())
    assert form_of(_OfData()) == Form(True, (), ())


def test_calls() -> None:
    open_ended, of_data = _Open(), _OfData()
    assert call(open_ended, form_of(open_ended), GRAPH, {})[:, 0].tolist() == [0, 0, 0, 1, 1]
    assert call(of_data, form_of(of_data), GRAPH, {})[0].tolist() == [2, 3, 5]
    conv, weight = GCNConv(7, 8), torch.tensor([0.5, 1.0, 2.0])
    found = call(conv, form_of(conv), GRAPH, {"edge_weight": weight})
    assert torch.equal(found, conv(GRAPH.x, EDGES, weight))


def test_a_trial_leaves_modes_alone() -> None:
    network = GCN(7, 8, 2, dropout=0.5).train()
    network.convs[0].eval()
    first = trial(network, form_of(network), GRAPH, {})
    assert [network.training, network.convs[0].training] == [True, False]
    second = trial(network, form_of(network), GRAPH, {})
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_one_reading_or_none() -> None:
    scores = torch.tensor([[3.0, -1.0], [0.5, 0.2]])
    assert outputs_of([torch.rand(5, 3)], 2, None) == "nodes"
    assert outputs_of([scores], 2, None) == "logits"
    assert outputs_of([scores.softmax(1)], 2, None) == "probabilities"
    assert outputs_of([scores.softmax(1), scores], 2, None) == "logits"
    assert outputs_of([scores[:, :1]], 2, None) == "logit"
    with pytest.raises(ValueError, match="1 number of each jet, from 0 to 1, is: one of"):
        outputs_of([scores[:, :1].sigmoid()], 2, None)
