"""MPNN: size, what it reads, and that the tree does not matter."""

import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import MPNN


def test_size() -> None:
    size = 40
    layer, gru = size * size + size, 6 * size * size + 6 * size
    conv = size * size + layer + gru
    head = 2 * layer + size + 1
    parameters = sum(p.numel() for p in MPNN().parameters())
    assert parameters == 7 * size + size + 2 * conv + 2 * layer + head == 33_081


def test_the_tree_does_not_matter(toy_jets: Constituents) -> None:
    tagger = MPNN()
    tagger.fit_scaling(cluster(toy_jets))
    expected = tagger(cluster(toy_jets).batch())
    for algorithm in ("kt", "desc_pt"):
        torch.testing.assert_close(tagger(cluster(toy_jets, algorithm).batch()), expected)
    again = MPNN()
    again.fit_scaling(cluster(toy_jets, "kt"))
    assert torch.equal(again.scale, tagger.scale)


def test_every_constituent_bears_on_every_other(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets)[2:4].batch(), MPNN(iterations=1)
    batch.x.requires_grad_()
    of_first = torch.autograd.grad(tagger.states(batch)[0].sum(), batch.x)[0]
    assert (of_first != 0).any(1).tolist() == [True] * 3 + [False] * 11


def test_iterations(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    tagger = MPNN(8, iterations=0)
    leaf = batch.is_leaf
    states = tagger.embedding(tagger.features(batch)[leaf].asinh()).tanh()
    torch.testing.assert_close(tagger.states(batch)[leaf], states)
    assert MPNN(8, iterations=3).config == {"hidden_channels": 8, "iterations": 3}


def test_what_merges_have_does_not_matter(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), MPNN()
    gate = torch.randn(batch.num_nodes, 40) * ~batch.is_leaf[:, None]
    assert torch.equal(tagger.embed(batch, gate), tagger.embed(batch))
