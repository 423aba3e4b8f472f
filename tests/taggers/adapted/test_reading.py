"""What networks are given of trees."""

from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.taggers.adapted.reading import NodeTable, Reading
from pyg_jets.transforms import LundTree, ParticleCloud, Sequence
from pyg_jets.transforms.features import feature_table, read_features

F64 = torch.float64


def _reading(transform: Any, dense: bool = False, wants: tuple[str, ...] = ()) -> Reading:
    return Reading(transform, dense, wants)


def test_slots_of_a_sequence(toy_jets: Constituents) -> None:
    view = Sequence(4, features=["part_pt", "part_phi"])
    batch = view(cluster(toy_jets).batch())
    given = _reading(view, dense=True, wants=("lorentz_vectors",))(batch, F64)
    torch.testing.assert_close(given.padded(given.graph.x), batch.sequence.double())
    assert torch.equal(given.filled(), batch.sequence_mask)
    assert torch.equal(given.more["lorentz_vectors"], batch.p4[given.graph.node])
    assert given.graph.x.dtype == F64
    assert _reading(view, dense=True).node_states == "leaves"


@pytest.mark.parametrize("view", [None, ParticleCloud(2), LundTree()])
def test_places_of_nodes(view: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    batch = batch if view is None else view(batch)
    reading = _reading(view, wants=("points",))
    given = reading(batch, F64, batch.x if view is None else None)
    every = feature_table(batch, ("part_deta", "part_dphi"), "nodes")
    # The one node of a jet of one particle in the Lund tree is no splitting.
    here = ~batch.is_leaf[given.graph.node] if isinstance(view, LundTree) else slice(None)
    expected: Tensor = every[given.graph.node][here]
    torch.testing.assert_close(given.more["points"][here], expected)


def test_edges_have_what_the_view_gives(toy_jets: Constituents) -> None:
    view = ParticleCloud(2, edge_features=["ln_kt"])
    batch = view(cluster(toy_jets).batch())
    assert torch.equal(_reading(view)(batch, F64).more["edge_attr"], batch.cloud_edge_attr.double())
    assert _reading(view, dense=True)(batch, F64).more == {}


def test_small_jets_have_every_column() -> None:
    features = read_features(["part_pt", "mine"])
    given = _reading(None).of_small_jets(F64, features)
    assert given.graph.x.shape == (16, 2)
    assert (given.graph.x[:, 1] == 0).all()
    assert _reading(ParticleCloud(2, features=features)).of_small_jets(F64).graph.num_jets == 2


def test_a_table_of_nodes(toy_jets: Constituents) -> None:
    batch = NodeTable(read_features(["part_pt"]))(cluster(toy_jets).batch())
    torch.testing.assert_close(batch.node_table[:, 0], batch.p4[:, :2].norm(dim=1))
    assert torch.equal(batch[2].node_table, batch.node_table[batch.batch == 2])


def test_what_is_no_view() -> None:
    with pytest.raises(TypeError, match=r"'transform' must be a view as a graph.*got Sequence"):
        _reading(Sequence(4))
    with pytest.raises(TypeError, match=r"LundTree, or Sequence \(got Linear\)"):
        _reading(torch.nn.Linear(2, 3), dense=True)
