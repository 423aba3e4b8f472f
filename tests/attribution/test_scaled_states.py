"""Factors on states against the recursion by hand and the readout."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import input_x_gradient
from pyg_jets.attribution.scaled_states import scaled_states, with_states
from pyg_jets.nn import LevelwiseConv, MeanCell
from pyg_jets.taggers import FCN, LundNet, RecNN, Tagger
from tests.attributed import MAKERS, made


def _recursion(tagger: RecNN, tree: Any, factor: Tensor) -> Tensor:
    """The logit of one jet whose every state is scaled as soon as it is there."""
    x = tagger.features(tree)
    states: list[Tensor] = []
    children: dict[int, list[int]] = {}
    for child, parent in tree.edge_index.t().tolist():
        children.setdefault(parent, []).append(child)
    for i in range(tree.num_nodes):
        u = tagger.conv.lin_u(x[i : i + 1]).relu()
        both = [states[child] for child in children.get(i, [])]
        state = tagger.conv.cell(torch.cat(both, 1), u) if both else u
        states.append(state * factor[i])
    logit: Tensor = tagger.head(states[-1])
    return logit.view(())


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_a_recursion_sees_scaled_states(cell: str, toy_jets: Constituents) -> None:
    tagger, trees = RecNN(6, cell).double(), cluster(toy_jets)
    tagger.fit_scaling(trees)
    batch = trees.batch()
    factor = torch.rand(batch.num_nodes, dtype=torch.float64)
    parts = factor.split([tree.num_nodes for tree in trees])
    expected = [_recursion(tagger, tree, part) for tree, part in zip(trees, parts, strict=True)]
    found = scaled_states(tagger, batch)(factor)
    torch.testing.assert_close(found, torch.stack(expected), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", MAKERS)
def test_one_is_the_logit(name: str, toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    logits, ones = scaled_states(tagger, batch), torch.ones(batch.num_nodes, dtype=torch.float64)
    torch.testing.assert_close(logits(ones), tagger(batch))
    factor = ones.masked_fill(~with_states(tagger, batch), 0.0)
    torch.testing.assert_close(logits(factor), tagger(batch))
    assert not torch.allclose(logits(0 * ones), tagger(batch))


def test_weights_of_a_batch_count_too(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("RecNN", toy_jets)
    factor = torch.rand(batch.num_nodes, dtype=torch.float64).masked_fill(batch.is_root, 1.0)
    expected = scaled_states(tagger, batch)(factor)
    batch.edge_weight = factor[batch.edge_index[0]]
    found = scaled_states(tagger, batch)(torch.ones_like(factor))
    torch.testing.assert_close(found, expected)


def test_where_states_live(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    assert with_states(RecNN(6), batch).all()
    assert torch.equal(with_states(FCN(), batch), batch.is_leaf)
    assert torch.equal(with_states(LundNet(), batch), ~batch.is_leaf)


def test_a_graph_network_on_the_tree_is_no_recursion(toy_jets: Constituents) -> None:
    tagger, batch = made("GCN on the tree", toy_jets), cluster(toy_jets).batch()
    factor = torch.rand(batch.num_nodes, dtype=torch.float64)
    states = tagger.states(batch) * factor[:, None]
    expected = tagger.head(tagger.readout(states, batch)).squeeze(-1)
    torch.testing.assert_close(scaled_states(tagger, batch)(factor), expected)


class _Tree(Tagger):
    """A recursion of a user's, who has not read all of the page."""

    def __init__(self, hidden_channels: int = 8) -> None:
        super().__init__(hidden_channels)
        self.conv = LevelwiseConv(MeanCell(7, hidden_channels))

    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        states: Tensor = self.conv(self.features(batch), batch.edge_index, batch.level, gate)
        return states

    def readout(self, states: Tensor, batch: Any) -> Tensor:
        return states[batch.is_root]


class _ToldRecursive(_Tree):
    recursive, edges = True, "edge_index"


class _Weighted(_ToldRecursive):
    def states(self, batch: Any, gate: Tensor | None = None) -> Tensor:
        weight = getattr(batch, "edge_weight", None)
        x = self.features(batch)
        states: Tensor = self.conv(x, batch.edge_index, batch.level, gate, weight)
        return states


def test_a_recursion_must_be_told(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(TypeError, match="must have 'recursive = True' and 'edges'"):
        scaled_states(_Tree(), batch)
    with pytest.raises(TypeError, match=r"must scale its children's states by .* 'edge_weight'"):
        scaled_states(_ToldRecursive(), batch)
    seen = input_x_gradient(_Weighted(), batch)
    assert bool((seen[batch.is_leaf] != 0).any())


def test_unknown_places_of_states(toy_jets: Constituents) -> None:
    tagger = FCN()
    tagger.node_states = "leaf"
    with pytest.raises(ValueError, match=r"one of nodes, leaves, splittings \(got 'leaf'\)"):
        scaled_states(tagger, cluster(toy_jets).batch())


def test_a_network_that_gives_nothing_is_not_refused(toy_jets: Constituents) -> None:
    tagger, batch = RecNN(6), cluster(toy_jets).batch()
    with torch.no_grad():
        for parameter in tagger.parameters():
            parameter.zero_()
    assert scaled_states(tagger, batch)(torch.ones(batch.num_nodes)).eq(0).all()
