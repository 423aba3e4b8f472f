"""How networks of graphs are called."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Module
from torch_geometric.nn import GCN, GCNConv, Sequential

from pyg_jets.taggers.adapted.given import Given
from pyg_jets.taggers.adapted.graph_form import GraphForm, graph_form
from pyg_jets.transforms import SubGraph

EDGES = torch.tensor([[0, 1, 3], [2, 2, 4]])
GRAPH = SubGraph(torch.rand(5, 7), EDGES, torch.tensor([0, 0, 0, 1, 1]), torch.arange(5), 2)


class _Open(Module):
    def forward(self, x: Tensor, edge_index: Tensor, **more: Any) -> Any:  # noqa: ARG002
        return more["batch"][:, None] + 0 * x[:, :1]


class _OfData(Module):
    def forward(self, data: Any) -> Any:
        return data.x.new_tensor([data.num_graphs, data.ptr[1], data.num_nodes]).expand(5, 3)


class _OtherNames(Module):
    def forward(self, h: Tensor, edges: Tensor, edge_feats: Tensor, batch_size: int) -> Any:
        return h[:, :1] + edge_feats.sum() + edges.sum() + 100 * batch_size


class _OfPlaces(Module):
    def forward(self, x: Tensor, pos: Tensor, batch: Tensor) -> Any:
        return torch.cat((x[:, :1] + pos, batch[:, None]), 1)


class _Wants(Module):
    def forward(self, x: Tensor, edge_index: Tensor, z: Tensor) -> Tensor:  # noqa: ARG002
        return x


class _Foreign(Module):
    def forward(self, pixels: Tensor) -> Tensor:
        return pixels


def _form(module: Module) -> GraphForm:
    form = graph_form(module)
    assert form is not None
    return form


def test_forms() -> None:
    taken = [("edge_index", "edge_index"), ("batch", "batch")]
    assert _form(_Open()) == GraphForm(False, tuple(taken), ())
    assert _form(_OfData()) == GraphForm(True)
    assert _form(GCNConv(7, 8)).takes == (taken[0], ("edge_weight", "edge_weight"))
    assert {what for _, what in _form(GCN(7, 8, 1)).takes} == {
        "edge_index", "edge_weight", "edge_attr", "batch"
    }  # fmt: skip
    assert _form(Sequential("x, edge_index", [(GCNConv(7, 8), "x, edge_index -> x")])).takes == (
        taken[0],
    )
    assert graph_form(_Foreign()) is None
    with pytest.raises(TypeError) as refused:
        graph_form(_Wants())
    assert str(refused.value) == (
        "'module' must take (x, edge_index), with edge_attr, edge_weight, pos or batch if it "
        "likes, (x, batch), PyG's (data) or slots with a mask "
        "(got _Wants.forward(x, edge_index, z))"
    )


def test_calls() -> None:
    given = Given(GRAPH, {})
    assert _form(_Open())(_Open(), given)[:, 0].tolist() == [0, 0, 0, 1, 1]
    assert _form(_OfData())(_OfData(), given)[0].tolist() == [2, 3, 5]
    conv, weight = GCNConv(7, 8), torch.tensor([0.5, 1.0, 2.0])
    of_weights = _form(conv)(conv, given._replace(more={"edge_weight": weight}))
    assert torch.equal(of_weights, conv(GRAPH.x, EDGES, weight))
    more = {"edge_attr": torch.ones(3, 1), "points": torch.rand(5, 2)}
    other = _form(_OtherNames())(_OtherNames(), given._replace(more=more))
    assert torch.equal(other, GRAPH.x[:, :1] + 3 + EDGES.sum() + 200)
    places = _form(_OfPlaces())(_OfPlaces(), given._replace(more=more))
    assert torch.equal(places[:, :2], GRAPH.x[:, :1] + more["points"])
    with pytest.raises(TypeError, match=r"needs 'edge_attr' of the edges.*'FIELD_edge_attr'"):
        _form(_OtherNames())(_OtherNames(), given)


def test_rows() -> None:
    form, given = GraphForm(True), Given(GRAPH, {})
    assert form.packed(GRAPH.x, given) is GRAPH.x
    assert form.packed(torch.ones(2, 7), given) is None
    assert form.unpacked(GRAPH.x, torch.ones(5, 7), given) is GRAPH.x
