"""Occlusion against one node after the other, and against Captum's ablation."""

import pytest
import torch
from captum.attr import FeatureAblation

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import occlusion
from pyg_jets.attribution.scaled_states import scaled_states, with_states
from tests.attributed import made


@pytest.mark.parametrize("name", ["RecNN", "TreeNiN", "FCN", "LundNet", "GCN on the tree"])
def test_states_are_taken_away_one_by_one(name: str, toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    ones = torch.ones(1, batch.num_nodes, dtype=torch.float64)
    logits = scaled_states(tagger, batch)
    with torch.no_grad():
        ablation = FeatureAblation(lambda factor: logits(factor[0]).sum().view(1))
        expected = ablation.attribute(ones)[0]
    found = occlusion(tagger, batch)
    torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-10)
    assert (found[~with_states(tagger, batch)] == 0).all()
    assert found.abs().max() > 1e-4


def test_features_become_the_baseline(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[4], made("RecNN", toy_jets)
    found = occlusion(tagger, tree, on="features")
    for node in range(tree.num_nodes):
        changed = cluster(toy_jets)[4]
        changed.x = changed.x.double()
        changed.x[node] = tagger.center
        expected = (tagger(tree) - tagger(changed)).detach()[0]
        torch.testing.assert_close(found[node], expected, rtol=1e-6, atol=1e-10)


def test_jets_without_states(toy_jets: Constituents) -> None:
    assert occlusion(made("LundNet", toy_jets), cluster(toy_jets)[0]).tolist() == [0.0]
