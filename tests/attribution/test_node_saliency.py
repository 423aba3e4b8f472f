"""Saliency against autograd on every node, and what it must leave alone."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.taggers import CNN, FCN, LSTM, RecNN, Tagger


def _tagger(cell: str = "simple") -> RecNN:
    with torch.random.fork_rng():
        torch.manual_seed(1)
        return RecNN(hidden_channels=6, cell=cell).double()


def _scaled(tagger: RecNN, jets: Constituents) -> Any:
    trees = cluster(jets)
    tagger.fit_scaling(trees)
    return trees


def _autograd(tagger: RecNN, tree: Any) -> Tensor:
    """Total derivatives of one jet's logit by retaining the gradient of every state."""
    x = tagger.features(tree)
    states: list[Any] = []
    children: dict[int, list[int]] = {}
    for child, parent in tree.edge_index.t().tolist():
        children.setdefault(parent, []).append(child)
    for i in range(tree.num_nodes):
        u = tagger.conv.lin_u(x[i : i + 1]).relu()
        both = [states[child] for child in children.get(i, [])]
        states.append(tagger.conv.cell(torch.cat(both, 1), u) if both else u.clone())
        states[-1].retain_grad()
    tagger.head(states[-1]).sum().backward()
    gradients = torch.stack([state.grad.norm() for state in states])
    tagger.zero_grad()
    return gradients


@pytest.mark.parametrize("cell", ["simple", "gated"])
def test_equals_autograd_on_every_node(cell: str, toy_jets: Constituents) -> None:
    tagger = _tagger(cell)
    trees = _scaled(tagger, toy_jets)
    expected = [_autograd(tagger, tree) for tree in trees]
    absolute = attribution.node_saliency(tagger, trees.batch(), relative=False)
    torch.testing.assert_close(absolute, torch.cat(expected), rtol=1e-10, atol=1e-14)
    relative = attribution.node_saliency(tagger, trees.batch())
    torch.testing.assert_close(
        relative, torch.cat([each / each[-1] for each in expected]), rtol=1e-10, atol=1e-14
    )
    assert (relative[trees.batch().is_root] == 1).all()


@pytest.mark.parametrize("kind", [FCN, LSTM, CNN])
def test_equals_autograd_on_the_inputs(kind: Callable[[], Tagger], toy_jets: Constituents) -> None:
    tagger = kind().double()
    tagger.fit_scaling(cluster(toy_jets))
    batch = cluster(toy_jets).batch()
    states = tagger.states(batch).detach().requires_grad_()
    embedding = tagger.readout(states, batch)
    logits = tagger.head(embedding).sum()
    of_nodes, of_jets = torch.autograd.grad(logits, (states, embedding))
    expected = of_nodes.norm(dim=1)
    absolute = attribution.node_saliency(tagger, batch, relative=False)
    torch.testing.assert_close(absolute, expected, rtol=1e-10, atol=1e-14)
    relative = attribution.node_saliency(tagger, batch)
    torch.testing.assert_close(relative, expected / of_jets.norm(dim=1)[batch.batch])
    assert (expected[batch.is_leaf] > 0).sum() > 10


def test_a_jet_alone(toy_jets: Constituents) -> None:
    tagger = _tagger()
    trees = _scaled(tagger, toy_jets)
    alone = torch.cat([attribution.node_saliency(tagger, tree) for tree in trees])
    together = attribution.node_saliency(tagger, trees.batch())
    torch.testing.assert_close(alone, together, rtol=1e-12, atol=1e-14)


def test_constant_tagger_has_no_saliency(toy_jets: Constituents) -> None:
    tagger = _tagger()
    torch.nn.init.zeros_(list(tagger.head.parameters())[-2])
    saliency = attribution.node_saliency(tagger, cluster(toy_jets).batch())
    assert (saliency == 0).all()


@pytest.mark.parametrize("training", [True, False])
def test_leaves_the_tagger_alone(training: bool, toy_jets: Constituents) -> None:
    tagger = _tagger().train(training)
    before = {key: value.clone() for key, value in tagger.state_dict().items()}
    random_state = torch.random.get_rng_state()
    with torch.no_grad():
        attribution.node_saliency(tagger, cluster(toy_jets).batch())
    assert tagger.training is training
    assert all(parameter.grad is None for parameter in tagger.parameters())
    assert all(parameter.requires_grad for parameter in tagger.parameters())
    assert all(torch.equal(value, before[key]) for key, value in tagger.state_dict().items())
    assert all(not module._forward_hooks for module in tagger.modules())
    assert torch.equal(random_state, torch.random.get_rng_state())
