"""Shapley values of edges: complete, exact by enumeration, near that when sampled."""

import itertools
import math
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Module

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import Explainable, gnn_shap
from pyg_jets.attribution.gnn_shap import _coalitions, edge_shapley
from pyg_jets.taggers import EFN, FCN, RecNN, Tagger, adapt
from tests.attributed import made

NAMES = ("RecNN", "gated", "TreeNiN", "LundNet", "ParticleNet", "GCN", "GCN on the tree")


def _value(tagger: Tagger, tree: Any, coalition: Any) -> float:
    """The logit with some edges only, by the weights that taggers take."""
    view = tagger.view(tree).clone()
    view.edge_weight = torch.zeros(view[tagger.edges].shape[1]).double()
    view.edge_weight[list(coalition)] = 1
    return float(tagger(view).detach())


def _exact(tagger: Tagger, tree: Any, edges: int) -> Tensor:
    found = torch.zeros(edges).double()
    for order in itertools.permutations(range(edges)):
        for place, edge in enumerate(order):
            before = order[:place]
            gain = _value(tagger, tree, (*before, edge)) - _value(tagger, tree, before)
            found[edge] += gain / math.factorial(edges)
    return found


@pytest.mark.parametrize("name", ["RecNN", "gated", "LundNet"])
def test_is_exact_if_all_coalitions_are_seen(name: str, toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[2], made(name, toy_jets)
    edge_index, found = edge_shapley(tagger, tree, samples=14)
    assert found.shape == (edge_index.shape[1],)
    expected = _exact(tagger, tree, len(found))
    assert (expected.abs() > 1e-5).any()
    torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-12)


def test_sampled_values_come_near_the_exact_ones(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[3], made("gated", toy_jets)
    _, exact = edge_shapley(tagger, tree, samples=254)
    errors = []
    for samples in (20, 80, 250):
        difference = [
            edge_shapley(tagger, tree, samples=samples, seed=seed)[1] - exact for seed in range(5)
        ]
        errors.append(float(torch.stack(difference).norm() / math.sqrt(5) / exact.norm()))
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.1
    first, again = (edge_shapley(tagger, tree, samples=20, seed=s)[1] for s in (0, 1))
    assert not torch.equal(first, again)


@pytest.mark.parametrize("name", NAMES)
def test_completeness(name: str, toy_jets: Constituents) -> None:
    """For any number of samples, in a batch: the logit minus that without edges."""
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    found = gnn_shap(tagger, batch, samples=5)
    model = Explainable(tagger)
    inputs = model.inputs(batch)
    edge_index = inputs["edge_index"]
    with torch.no_grad():
        whole = tagger(batch)
        # Where PyG's layers mask their messages themselves, self-loops stay as they are.
        without = _without_edges(model, inputs, edge_index)
    sums = torch.zeros(7).double().index_add(0, batch.batch, found)
    torch.testing.assert_close(sums, whole - without, rtol=1e-8, atol=1e-10)
    assert (sums.abs() > 1e-4).any()
    has_edge = torch.zeros(batch.num_nodes, dtype=torch.bool)
    has_edge[edge_index.flatten()] = True
    assert (found[~has_edge] == 0).all()


def _without_edges(model: Explainable, inputs: Any, edge_index: Tensor) -> Tensor:
    if model.masked is None:
        # Messages between nodes are gone, and degrees stay: PyG's mask of zeros.
        layers: list[Any] = [m for m in model.modules() if hasattr(m, "_edge_mask")]
        for layer in layers:
            layer.explain, layer._apply_sigmoid = True, False
            layer._edge_mask = torch.zeros(edge_index.shape[1]).double()
            layer._loop_mask = edge_index[0] != edge_index[1]
        return model(**inputs)  # type: ignore[no-any-return]
    view = inputs["trees"].clone()
    view.edge_weight = torch.zeros(edge_index.shape[1]).double()
    return model.tagger(view)  # type: ignore[no-any-return]


def test_nodes_have_half_of_their_edges(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("LundNet", toy_jets)
    edge_index, values = edge_shapley(tagger, batch, samples=9, seed=4)
    found = gnn_shap(tagger, batch, samples=9, seed=4)
    for node in range(batch.num_nodes):
        here = (edge_index == node).any(0)
        torch.testing.assert_close(found[node], values[here].sum() / 2)


@pytest.mark.parametrize("players", [2, 5, 12])
def test_sizes_are_drawn_as_the_kernel_weighs_them(players: int) -> None:
    samples = min(2000, 2**players - 3)
    taken, weight = _coalitions(players, samples, seed=0)
    assert taken.shape == (samples + 2, players)
    assert not taken[0].any()
    assert taken[1].all()
    sizes = taken[2:].sum(1)
    assert ((sizes > 0) & (sizes < players)).all()
    assert (weight == 1).all()
    # Of arXiv:1705.07874: there are C(m, s) of a size, each with (m - 1) / (C(m, s) s (m - s)).
    kernel = [1 / (size * (players - size)) for size in range(1, players)]
    for size, share in enumerate(kernel, 1):
        most = 1.5 / samples  # one of the evenly spaced, and the last complement
        assert (sizes == size).mean() == pytest.approx(share / sum(kernel), abs=2 * most)
    pairs = samples // 2
    assert (taken[2::2][:pairs] == ~taken[3::2][:pairs]).all()


@pytest.mark.parametrize("players", [2, 3, 6])
def test_few_players_are_in_every_coalition_once(players: int) -> None:
    taken, weight = _coalitions(players, 2**players - 2, seed=0)
    assert len({tuple(row) for row in taken.tolist()}) == 2**players
    for row, found in zip(taken[2:], weight, strict=True):
        size = int(row.sum())
        ways = math.comb(players, size)
        assert found == pytest.approx((players - 1) / (ways * size * (players - size)))


class _OwnLayers(Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(7, 4)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out: Tensor = self.lin(x).index_add(0, edge_index[1], self.lin(x[edge_index[0]]))
        return out


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    for tagger in (EFN(), FCN()):
        with pytest.raises(TypeError, match=r"edges of a graph \(got (EFN|FCN)\)"):
            gnn_shap(tagger, batch)
    with pytest.raises(TypeError, match=r"\(got AdaptedTagger of a _OwnLayers\)"):
        gnn_shap(adapt(_OwnLayers()), batch)
    with pytest.raises(ValueError, match=r"'samples' must be at least 1 \(got 0\)"):
        gnn_shap(RecNN(6), batch, samples=0)
