"""Gradients of states and embeddings, and their ratio."""

import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import node_gradients
from pyg_jets.attribution.gradients import relative_to_jets
from pyg_jets.taggers import RecNN


def test_a_roots_gradient_is_its_embeddings(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    tagger = RecNN(hidden_channels=6)
    tagger.fit_scaling(trees)
    batch = trees.batch()
    by_node, by_jet = node_gradients(tagger, batch)
    torch.testing.assert_close(by_node[batch.is_root], by_jet)
    assert not by_node.requires_grad


def test_relative_values_of_a_jet_that_does_not_matter_are_zero(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets[:2]).batch()
    by_jet = torch.tensor([[3.0, 4.0], [0.0, 0.0]])
    values = torch.full((batch.num_nodes,), 10.0)
    relative = relative_to_jets(values, by_jet, batch)
    assert relative.tolist() == [2.0 if jet == 0 else 0.0 for jet in batch.batch.tolist()]
