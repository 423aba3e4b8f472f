"""Relevance against a walk down the tree by hand, and its conservation."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import Linear

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import lrp
from pyg_jets.nn.cells import SimpleCell
from pyg_jets.taggers import RecNN, Tagger
from tests.attributed import made

RULES = [(1e-9, 0.0), (1e-2, 0.0), (1e-9, 0.25), (1e-3, 1.0)]


def _share(x: Tensor, layer: Linear, relevance: Tensor, rule: Any) -> tuple[Tensor, float]:
    """What the inputs of a layer get, and what its bias does."""
    epsilon, gamma = rule
    weight, bias = (p.detach() + gamma * p.detach().clamp(min=0) for p in layer.parameters())
    z = weight @ x + bias
    part = relevance / torch.where(z >= 0, z + epsilon, z - epsilon)
    return x * (weight.t() @ part), float(bias @ part)


def _merged(cell: Any, a: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """State of a merge, its parts that gates mix, and what its hidden layer reads."""
    if not hasattr(cell, "lin_r"):
        state = cell.lin_h(a).relu()
        return state, state[None], a
    reset = cell.lin_r(a).sigmoid()
    choices = torch.cat((cell.lin_h(reset * a).relu(), a)).view(4, -1)
    z = cell.lin_z(choices.flatten()).view(4, -1).softmax(0)
    return (z * choices).sum(0), z * choices, reset * a


def _handed(cell: Any, a: Tensor, relevance: Tensor, rule: Any) -> tuple[Tensor, float]:
    """What children and own input of a merge get, and what the bias of the cell does."""
    state, mixed, x = (part.detach() for part in _merged(cell, a))
    new, *others = torch.where(state > 0, mixed / state, 0.0) * relevance
    shared, bias = _share(x, cell.lin_h, new, rule)
    return (shared + torch.cat(others) if others else shared), bias


def _by_hand(tagger: Any, tree: Any, epsilon: float, gamma: float) -> tuple[Tensor, float]:
    """Relevance of the nodes of one jet, and that of the biases of cell and head."""
    features, rule, plain = tagger.features(tree), (epsilon, gamma), (epsilon, 0.0)
    conv, n = tagger.conv, (tree.num_nodes + 1) // 2
    u = conv.lin_u(features).relu().detach()
    states, children = list(u[:n]), tree.edge_index[0].view(-1, 2).tolist()
    for k, (a, b) in enumerate(children):
        both = torch.cat((states[a], states[b], u[n + k]))
        states.append(_merged(conv.cell, both)[0].detach())
    first = tagger.head[:2](states[-1]).detach()
    second = tagger.head[2:4](first).detach()
    relevance, biases = _share(second, tagger.head[4], tagger.head[4](second).detach(), plain)
    for x, layer in ((first, tagger.head[2]), (states[-1], tagger.head[0])):
        relevance, more = _share(x, layer, relevance, rule)
        biases += more
    of_states = torch.zeros(tree.num_nodes, len(relevance), dtype=torch.float64)
    of_states[-1] = relevance
    for k in reversed(range(n - 1)):
        a, b = children[k]
        x = torch.cat((states[a], states[b], u[n + k]))
        shared, more = _handed(conv.cell, x, of_states[n + k], rule)
        biases += more
        of_states[a], of_states[b], of_states[n + k] = shared.view(3, -1)
    found = []
    for x, of_input in zip(features, of_states, strict=True):
        shared, own = _share(x, conv.lin_u, of_input, plain)
        found.append(shared.sum() + own)
    return torch.stack(found), biases


def _with_biases(tagger: Tagger) -> Tagger:
    with torch.no_grad():
        for name, parameter in tagger.named_parameters():
            if name.endswith("bias"):
                parameter.uniform_(-0.2, 0.4)
    return tagger


@pytest.mark.parametrize("name", ["RecNN", "gated"])
@pytest.mark.parametrize("rule", RULES)
def test_is_the_walk_by_hand(name: str, rule: tuple[float, float], toy_jets: Constituents) -> None:
    tagger = _with_biases(made(name, toy_jets))
    trees = cluster(toy_jets)
    expected = [_by_hand(tagger, tree, *rule)[0] for tree in trees]
    found = lrp(tagger, trees.batch(), epsilon=rule[0], gamma=rule[1])
    torch.testing.assert_close(found, torch.cat(expected).detach(), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", ["RecNN", "gated"])
@pytest.mark.parametrize("gamma", [0.0, 0.25, 1.0])
def test_relevance_is_conserved(name: str, gamma: float, toy_jets: Constituents) -> None:
    tagger = made(name, toy_jets)
    with torch.no_grad():
        for key, parameter in tagger.named_parameters():
            if key.endswith("bias") and "lin_u" not in key:
                parameter.zero_()
    batch = cluster(toy_jets).batch()
    found = lrp(tagger, batch, epsilon=1e-12, gamma=gamma)
    sums = torch.zeros(7, dtype=torch.float64).index_add(0, batch.batch, found)
    torch.testing.assert_close(sums, tagger(batch).detach(), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("gamma", [0.0, 0.25])
def test_with_biases_what_they_take_is_the_rest(gamma: float, toy_jets: Constituents) -> None:
    tagger = _with_biases(made("RecNN", toy_jets))
    for tree in cluster(toy_jets):
        _, biases = _by_hand(tagger, tree, 1e-12, gamma)
        total = float(lrp(tagger, tree, epsilon=1e-12, gamma=gamma).sum()) + biases
        assert abs(biases) > 1e-4
        assert total == pytest.approx(float(tagger(tree).detach()), rel=1e-6, abs=1e-9)


class _Cell(SimpleCell):
    """Who knows what it does."""


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(TypeError, match=r"a gated cell \(got FCN\)"):
        lrp(made("FCN", toy_jets), batch)
    other = RecNN(6)
    other.conv.cell = _Cell(6)
    with pytest.raises(TypeError, match=r"a gated cell \(got RecNN with a _Cell\)"):
        lrp(other, batch)
    with pytest.raises(ValueError, match=r"'gamma' not negative \(got 0.0 and 0.1\)"):
        lrp(RecNN(6), batch, epsilon=0.0, gamma=0.1)
    with pytest.raises(ValueError, match=r"'gamma' not negative \(got 1e-06 and -1\)"):
        lrp(RecNN(6), batch, gamma=-1)
