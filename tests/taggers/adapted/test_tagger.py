"""Adapted taggers: layers that are explained, and inputs by name that attributions move."""

import pytest
import torch
from torch_geometric.nn import GCN, GraphSAGE

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.taggers import adapt
from pyg_jets.transforms import ParticleCloud
from tests.networks import Classifier, InSlots, Kinds, OfKinds


def test_the_states_are_those_of_the_layer(toy_jets: Constituents) -> None:
    network, view = Classifier(2), ParticleCloud(3)
    tagger = adapt(network, transform=view, states="conv1").eval()
    batch = view(cluster(toy_jets).batch())
    states = tagger.states(batch)
    assert states.shape == (batch.num_nodes, tagger.state_channels) == (batch.num_nodes, 8)
    expected = network.conv1(batch.cloud, batch.cloud_edge_index)
    torch.testing.assert_close(states[batch.is_leaf], expected[batch.is_leaf])
    assert torch.equal(tagger(batch), adapt(network, transform=view).eval()(batch))
    gate = torch.zeros_like(states).requires_grad_()
    tagger.head(tagger.embed(batch, gate)).sum().backward()
    moved = states.detach().requires_grad_()
    tagger.head(tagger.readout(moved, batch)).sum().backward()
    assert gate.grad is not None
    assert moved.grad is not None
    torch.testing.assert_close(gate.grad, moved.grad)
    assert tagger.config["states"] == "conv1"


def test_slots_are_the_particles_of_the_cloud(toy_jets: Constituents) -> None:
    network, view = InSlots().eval(), ParticleCloud(3, length=20)
    tagger, batch = adapt(network, transform=view).eval(), cluster(toy_jets).batch()
    for jet, logit in zip(cluster(toy_jets), tagger(batch), strict=True):
        rows = view(jet).cloud[jet.is_leaf].T[None]
        scores = network(rows[:, 5:], rows, torch.ones(1, 1, rows.shape[2]))
        torch.testing.assert_close(logit, scores[0, 1] - scores[0, 0])
    layer = adapt(network, transform=view, states="conv.1").eval()
    assert layer.state_channels == 8
    assert torch.equal(layer(batch), tagger(batch))


def test_inputs_by_name_are_what_is_attributed(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    tagger = adapt(GraphSAGE(2, 8, num_layers=1), features=["part_pt_log", "part_eta"])
    values = attribution.input_x_gradient(tagger.eval(), batch, on="features")
    table = tagger.view(batch).node_table.float().requires_grad_()
    tagger.head(tagger.embed(_with(tagger.view(batch), table))).sum().backward()
    assert table.grad is not None
    torch.testing.assert_close(values, (table * table.grad).sum(1), rtol=1e-4, atol=1e-5)


def _with(batch: object, table: torch.Tensor) -> object:
    batch["node_table"] = table  # type: ignore[index]
    return batch


def test_integers_are_explained_by_a_layer(toy_jets: Constituents) -> None:
    view = Kinds(2, features=["part_pt"])
    batch = cluster(toy_jets).batch()
    tagger = adapt(OfKinds(), transform=view, states="embedding", outputs="logit").eval()
    assert (attribution.node_saliency(tagger, batch) > 0).any()
    with pytest.raises(TypeError, match=r"name a layer that does, adapt\(..., states=...\)"):
        attribution.node_saliency(adapt(OfKinds(), transform=view, outputs="logit").eval(), batch)


def test_modes_stay_while_it_is_tried() -> None:
    network = GCN(7, 8, 2, norm="BatchNorm").train()
    network.convs[0].eval()
    adapt(network, states="convs.1")
    assert [network.training, network.convs[0].training] == [True, False]
    assert int(network.norms[0].module.num_batches_tracked) == 0
