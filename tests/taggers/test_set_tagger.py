"""Taggers of sets: rows on the leaves, and what they refuse."""

import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import EFN, PFN
from pyg_jets.taggers._set_tagger import constituents, on_nodes
from pyg_jets.transforms import ParticleSet


def test_rows_are_put_on_nodes(toy_jets: Constituents) -> None:
    batch = ParticleSet(["pt"])(cluster(toy_jets)[1:3].batch())
    leaves, hardest = constituents(batch), constituents(batch, 1)
    assert leaves.tolist() == [0, 1, 3, 4, 5]
    assert [
        int(batch.particles[first:last, 0].argmax()) + first for first, last in ((0, 3), (3, 8))
    ] == hardest.tolist()
    rows = torch.arange(1.0, 6.0)[:, None]
    assert on_nodes(rows, leaves, batch, None).flatten().tolist() == [1, 2, 0, 3, 4, 5, 0, 0]
    assert on_nodes(rows, leaves, batch, torch.ones(8, 1)).sum() == 23


def test_a_view_made_beforehand_is_read(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), EFN()
    assert torch.equal(tagger(ParticleSet(["z", "y_hat", "phi_hat"])(batch)), tagger(batch))


def test_what_merges_have_does_not_matter(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    for tagger in (EFN(), PFN()):
        gate = torch.randn(batch.num_nodes, 256) * ~batch.is_leaf[:, None]
        assert torch.equal(tagger.embed(batch, gate), tagger.embed(batch))
