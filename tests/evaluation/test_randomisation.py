"""Layers are reset one by one and all together, and labels are made to mean nothing."""

from typing import Any

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster, fit, taggers
from pyg_jets.evaluation import (
    fit_to_permuted_labels,
    layers_from_head,
    randomisations,
    randomised,
    with_permuted_labels,
)
from pyg_jets.taggers import LoLa, ParT, RecNN, Tagger
from pyg_jets.transforms import LundTree

TAGGERS = [
    member
    for name in taggers.__all__
    if isinstance(member := getattr(taggers, name), type) and member is not Tagger
]


def _changed(one: Tagger, other: Tagger) -> set[str]:
    state = other.state_dict()
    return {k for k, v in one.state_dict().items() if not torch.equal(v, state[k])}


@pytest.mark.parametrize("kind", TAGGERS, ids=lambda kind: kind.__name__)
def test_all_layers_together_are_the_untrained_network(kind: Any, toy_jets: Constituents) -> None:
    tagger = kind()
    tagger.fit_scaling(cluster(toy_jets))
    with torch.no_grad():
        for parameter in tagger.parameters():
            parameter.add_(0.1)
    layers = layers_from_head(tagger)
    assert layers[0].startswith("head.")
    scaling = {"center", "scale", "frame_number"}
    assert set(layers) == {name.rpartition(".")[0] for name in tagger.state_dict().keys() - scaling}
    assert len(set(layers)) == len(layers)
    before = {k: v.clone() for k, v in tagger.state_dict().items()}
    assert not _changed(randomised(tagger, layers, seed=3), tagger.untrained(3))
    assert all(torch.equal(v, before[k]) for k, v in tagger.state_dict().items())


def test_order_is_from_the_head_down() -> None:
    expected = ["head.4", "head.2", "head.0", "conv.cell.lin_h", "conv.lin_u"]
    assert layers_from_head(RecNN()) == expected
    assert "" in layers_from_head(ParT())  # its class token


@pytest.mark.parametrize("how", ["cascading", "independent"])
def test_layers_change_one_more_or_one_at_a_time(how: Any, trained: Tagger) -> None:
    cascading = how == "cascading"
    so_far: set[str] = set()
    for name, network in randomisations(trained, how, seed=1):
        own = {f"{name}.weight", f"{name}.bias"}
        assert own & _changed(network, trained) == own
        assert _changed(network, trained) == (so_far | own if cascading else own)
        so_far |= own
        assert torch.equal(network.center, trained.center)
    assert so_far == {name for name, _ in trained.named_parameters()}


def test_unknown_layers_and_ways() -> None:
    with pytest.raises(ValueError, match=r"'layers' must be some of head.4, .* \(got 'tail'\)"):
        randomised(RecNN(), ["head.4", "tail"])
    how: Any = "upwards"
    with pytest.raises(ValueError, match=r"'how' must be one of .* \(got 'upwards'\)"):
        randomisations(RecNN(), how)


def test_labels_are_permuted_and_jets_are_not(planted_trees: JetTreeDataset) -> None:
    permuted = with_permuted_labels(planted_trees, seed=1)
    assert permuted.y is not None
    assert planted_trees.y is not None
    assert torch.equal(permuted.batch().x, planted_trees.batch().x)
    assert permuted.y.sum() == planted_trees.y.sum()
    assert 0.45 < (permuted.y == planted_trees.y).double().mean() < 0.55
    again, other = (with_permuted_labels(planted_trees, seed=seed).y for seed in (1, 2))
    assert again is not None
    assert other is not None
    assert torch.equal(permuted.y, again)
    assert not torch.equal(permuted.y, other)


def test_labels_are_permuted_beneath_a_transform(planted_trees: JetTreeDataset) -> None:
    jets = planted_trees[:5]
    jets.transform = LundTree()
    permuted = with_permuted_labels(jets)
    assert "lund" in permuted[0]
    assert permuted.y is not None
    assert torch.equal(permuted.batch().y, permuted.y)


def test_no_labels_to_permute() -> None:
    jets = cluster(Constituents([[1.0, 0.0, 0.0, 1.0]], [0, 1]))
    with pytest.raises(ValueError, match=r"'jets' must have labels to permute \(got none\)"):
        with_permuted_labels(jets)


def test_a_network_is_fitted_to_permuted_labels(
    trained: Tagger, training_jets: tuple[JetTreeDataset, JetTreeDataset]
) -> None:
    train, val = (jets[:500] for jets in training_jets)
    before = {k: v.clone() for k, v in trained.state_dict().items()}
    null = fit_to_permuted_labels(trained, train, val, seed=1, epochs=1, progress=False)
    permuted, chosen = (with_permuted_labels(jets, seed=1) for jets in (train, val))
    expected = fit(trained.untrained(1), permuted, chosen, seed=1, epochs=1, progress=False)
    assert not _changed(null, expected.tagger)
    assert len(_changed(null, trained.untrained(1))) > 5
    assert all(torch.equal(v, before[k]) for k, v in trained.state_dict().items())


def test_means_of_a_normalisation_without_parameters_are_reset_too(toy_jets: Constituents) -> None:
    tagger = LoLa()
    tagger.fit_scaling(cluster(toy_jets))
    tagger.train()(cluster(toy_jets).batch())
    everything = randomised(tagger, layers_from_head(tagger), 3)
    assert _changed(everything, tagger.untrained(3)) == set()
    assert "head.0" in layers_from_head(tagger)
