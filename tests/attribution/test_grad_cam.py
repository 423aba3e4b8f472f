"""Grad-CAM against a loop over jets and nodes."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import grad_cam, node_gradients
from pyg_jets.taggers import FCN
from tests.attributed import made


@pytest.mark.parametrize("name", ["EFN", "GCN on the tree"])
def test_is_the_mean_gradient_times_the_state(name: str, toy_jets: Constituents) -> None:
    trees, tagger = cluster(toy_jets), made(name, toy_jets)
    found = grad_cam(tagger, trees.batch(), relu=False)
    parts = found.split([tree.num_nodes for tree in trees])
    for tree, values in zip(trees, parts, strict=True):
        states = tagger.states(tree).detach().requires_grad_()
        (gradient,) = torch.autograd.grad(tagger.head(tagger.readout(states, tree)).sum(), states)
        nodes = [i for i in range(tree.num_nodes) if name != "EFN" or bool(tree.is_leaf[i])]
        weights = torch.stack([gradient[i] for i in nodes]).mean(0)
        for i in range(tree.num_nodes):
            expected = float(states[i].detach() @ weights) if i in nodes else 0.0
            assert float(values[i]) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_a_recursion_has_total_derivatives(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[4], made("gated", toy_jets)
    by_node, _ = node_gradients(tagger, tree)
    signed = tagger.states(tree).detach() @ by_node.mean(0)
    torch.testing.assert_close(grad_cam(tagger, tree, relu=False), signed)
    torch.testing.assert_close(grad_cam(tagger, tree), signed.clamp(min=0))


def test_constituents_beyond_the_length_do_not_count(toy_jets: Constituents) -> None:
    jets = cluster(toy_jets)[6:]  # 20 constituents
    batch, tagger = jets.batch(), FCN(length=5).eval()
    by_node, _ = node_gradients(tagger, batch)
    states = tagger.states(tagger.view(batch)).detach()
    read = (by_node != 0).any(1)
    assert int(read.sum()) == 5
    weights = by_node[read].mean(0)
    found = grad_cam(tagger, batch, relu=False)
    torch.testing.assert_close(found[read], states[read] @ weights)
    assert found[~read].eq(0).all()
