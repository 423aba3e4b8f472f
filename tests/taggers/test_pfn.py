"""PFN: size, and what it can do that an EFN cannot."""

import torch

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.taggers import PFN


def test_size_is_the_published_one() -> None:
    parameters = sum(p.numel() for p in PFN().parameters())
    # The softmax of two classes has one output more. Published: 82k.
    assert parameters + 101 == 82_458


def test_saliency_differs_among_constituents(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets)[6:].batch()
    saliency = attribution.node_saliency(PFN(), batch)[batch.is_leaf]
    assert (saliency <= 1 + 1e-5).all()
    assert len(saliency.unique()) > 10


def test_it_counts(toy_jets: Constituents) -> None:
    tagger = PFN()
    with torch.no_grad():
        for parameter in tagger.phi.parameters():
            parameter.zero_()
        tagger.phi[4].bias.fill_(1)  # type: ignore[operator]
    embedding = tagger.embed(cluster(toy_jets).batch())
    assert embedding[:, 0].tolist() == [1, 2, 3, 5, 8, 12, 20]
