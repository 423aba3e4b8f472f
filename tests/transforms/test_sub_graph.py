"""The graph of a view, jet by jet."""

import torch

from pyg_jets import Constituents, cluster
from pyg_jets.transforms import LundTree, ParticleCloud, sub_graph


def test_edges_are_rows_of_x(toy_jets: Constituents) -> None:
    for view in (ParticleCloud(3), ParticleCloud(None), LundTree()):
        batch = view(cluster(toy_jets).batch())
        graph = sub_graph(batch, view.field)
        assert torch.equal(graph.node[graph.edge_index], batch[f"{view.field}_edge_index"])
        assert torch.equal(graph.x, batch[view.field][batch[f"{view.field}_mask"]])
        assert torch.equal(graph.batch, batch.batch[graph.node])
        assert graph.num_jets == len(toy_jets)


def test_a_single_tree(toy_jets: Constituents) -> None:
    graph = sub_graph(ParticleCloud(3)(cluster(toy_jets)[0]), "cloud")
    assert graph.num_jets == 1
    assert (graph.batch == 0).all()
