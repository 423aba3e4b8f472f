"""TreeNiN: size, places of the nodes, and the way of the gradient."""

import torch

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.nn.nin_cell import PLACES
from pyg_jets.taggers import TreeNiN
from pyg_jets.taggers.tree_nin import _places


def test_size_is_the_published_one() -> None:
    tagger = TreeNiN()
    assert sum(p.numel() for p in tagger.parameters()) == 33_901
    assert tagger.state_dict()["head.4.bias"].tolist() == [1]


def test_places(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets, "kt").batch()
    names = [PLACES[number] for number in _places(batch).tolist()]
    assert names[0] == "root"
    assert sorted(names[1:4]) == ["harder", "root", "softer"]
    for node, name in enumerate(names):
        parent = batch.edge_index[1, batch.edge_index[0] == node]
        if not len(parent):
            expected = "root"
        elif bool(batch.is_root[parent]):
            other = batch.edge_index[0, batch.edge_index[1] == parent]
            hardest = other[(batch.p4[other, :2] ** 2).sum(1).argmax()]
            expected = "harder" if node == hardest else "softer"
        else:
            expected = "leaf" if batch.is_leaf[node] else "inner"
        assert name == expected


def test_places_matter(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets, "kt").batch(), TreeNiN(8)
    before = tagger(batch)
    for number, least in ((0, 3), (1, 2), (2, 1), (3, 1)):
        changed = TreeNiN(8)
        changed.load_state_dict(tagger.state_dict())
        with torch.no_grad():
            changed.conv.cell.nin[number][2].bias += 1  # type: ignore[union-attr, index]
        same = changed(batch) == before
        # A jet of few particles has no node in such a place.
        assert same[:least].all()
        assert not same[4:].any()


def test_the_root_has_saliency_one(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets, "kt").batch()
    saliency = attribution.node_saliency(TreeNiN(), batch)
    torch.testing.assert_close(saliency[batch.is_root], torch.ones(7))
    assert (saliency[batch.is_leaf] > 0).sum() > 40
