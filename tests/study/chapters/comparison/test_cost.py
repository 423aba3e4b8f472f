"""Counts by hand."""

import pytest

from pyg_jets import Constituents, cluster
from pyg_jets.study.chapters.comparison.cost import mflop_per_jet, num_parameters
from pyg_jets.taggers import CNN, FCN, LSTM, ParT, RecNN


def test_parameters() -> None:
    assert num_parameters(RecNN()) == 25_341
    assert num_parameters(CNN()) == 32_305


def test_products_of_a_recursion(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    tagger = RecNN(hidden_channels=6)
    nodes = trees.batch().num_nodes
    inner = int((~trees.batch().is_leaf).sum())
    embedding = 2 * (7 * 6 * nodes + 18 * 6 * inner)
    head = 2 * len(trees) * (36 + 36 + 6)
    expected = (embedding + head) / len(trees) / 1e6
    assert mflop_per_jet(tagger, trees) == pytest.approx(expected)
    assert tagger.training
    assert not any(module._forward_hooks for module in tagger.modules())


def test_products_of_dense_layers(toy_jets: Constituents) -> None:
    per_jet = 2 * sum(
        weight.numel() for name, weight in FCN().named_parameters() if "weight" in name
    )
    assert mflop_per_jet(FCN(), cluster(toy_jets)) == pytest.approx(per_jet / 1e6)


def test_products_of_a_recurrence(toy_jets: Constituents) -> None:
    tagger = LSTM()
    steps = 2 * 30 * 4 * 70 * (4 + 70)
    head = 2 * (70 * 50 + 50 * 20 + 20)
    assert mflop_per_jet(tagger, cluster(toy_jets)) == pytest.approx((steps + head) / 1e6)


def test_a_token_that_is_a_parameter(toy_jets: Constituents) -> None:
    """Its view had made torch's counter fail, after the training."""
    trees = cluster(toy_jets)
    small, large = (ParT(16, heads=2, blocks=blocks, class_blocks=1) for blocks in (1, 2))
    first, second = (mflop_per_jet(tagger, trees) for tagger in (small, large))
    # A block multiplies each particle by 3 + 1 + 4 + 4 matrices of 16 x 16.
    per_jet = len(trees.constituents.p4) / len(trees)
    assert second - first == pytest.approx(2 * 12 * 16 * 16 * per_jet / 1e6)
    assert all(parameter.requires_grad for parameter in small.parameters())
