"""The way back from trees to jets, and what users put on trees."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.transforms import ParticleCloud
from pyg_jets.transforms._leaves import added, jets_of, with_added


@pytest.fixture
def jets(toy_jets: Constituents) -> Constituents:
    some = toy_jets[:]
    numbers = torch.arange(len(some.p4))
    some.pid, some.charge, some.weight = numbers, numbers % 3 - 1, torch.arange(7) / 4
    some.particle_columns["d0"] = numbers / 8
    some.jet_columns["tau"] = torch.arange(7) / 2
    return some


def test_the_way_back(jets: Constituents) -> None:
    trees = cluster(jets, frame="laboratory")
    for data, expected in ((trees.batch(), jets), (trees[3], jets[3])):
        again = jets_of(data)
        for name in ("p4", "ptr", "pid", "charge", "label", "weight"):
            assert torch.equal(getattr(again, name), getattr(expected, name)), name
        assert torch.equal(again.particle_columns["d0"], expected.particle_columns["d0"])
        assert torch.equal(again.jet_columns["tau"], expected.jet_columns["tau"])


def test_what_a_user_added(jets: Constituents) -> None:
    batch = ParticleCloud()(cluster(jets).batch())
    assert added(batch) == {"nodes": {}, "jets": {}, "edges": {}}
    batch.q, batch.mu = torch.rand(batch.num_nodes, 2), torch.arange(7)
    batch.scale, batch.pairs, batch.note = torch.tensor(2.0), torch.rand(2, 5), "new"
    batch.edge_weight = torch.rand(batch.num_edges)
    assert {of: set(fields) for of, fields in added(batch).items()} == {
        "nodes": {"q"}, "jets": {"mu"}, "edges": {"edge_weight"}
    }  # fmt: skip
    batch.y = torch.rand(7)  # a target of one's own is no label
    assert added(batch)["jets"].keys() == {"mu", "y"}
    assert jets_of(batch).label is None


def test_it_goes_with_copies(jets: Constituents) -> None:
    trees = cluster(jets)
    batch, copies = trees.batch(), trees[[4, 4, 2]].batch()
    batch.q, batch.mu = torch.rand(batch.num_nodes), torch.arange(7)
    batch.edge_weight = torch.rand(batch.num_edges)
    place = torch.tensor([4, 4, 2])
    node = torch.cat([(batch.batch == jet).nonzero().flatten() for jet in place])
    found = with_added(batch, copies, node, place)
    assert torch.equal(found.q, batch.q[node])
    assert found.mu.tolist() == [4, 4, 2]
    assert torch.equal(found[2].q, batch.q[batch.batch == 2])
    assert found[1].mu.tolist() == [4]
    for number, jet in enumerate((4, 4, 2)):
        edges = batch.batch[batch.edge_index[0]] == jet
        assert torch.equal(found[number].edge_weight, batch.edge_weight[edges])
