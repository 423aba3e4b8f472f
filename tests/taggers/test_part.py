"""ParT: size, pairs, and the way from a pair to the logit."""

from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, LundPlane, cluster, lund_coordinates
from pyg_jets.taggers import ParT
from pyg_jets.transforms import ParticleCloud
from pyg_jets.transforms.features import pair_features


def _small(**options: Any) -> ParT:
    small: dict[str, Any] = {"heads": 2, "blocks": 2, "class_blocks": 1, "pair_channels": 6}
    return ParT(16, **{**small, **options}).eval()


def test_size_is_the_published_one() -> None:
    parameters = sum(p.numel() for p in ParT().parameters())
    # Seventeen inputs instead of seven, ten classes instead of one logit. Published: 2.14 million.
    inputs, outputs = 10 * (2 + 2 + 128), 9 * (128 + 1)
    assert parameters + inputs + outputs == 2_143_486


def test_every_pair_is_there_once(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets)[:3].batch()
    pairs = _small().pair_features(batch)
    assert {tuple(sorted(pair)) for pair in pairs.nodes.t().tolist()} == {
        *((0, 0), (1, 1), (2, 2), (1, 2)),
        *((4, 4), (5, 5), (6, 6), (4, 5), (4, 6), (5, 6)),
    }
    assert len(pairs.features) == 10
    expected = pair_features(*(batch.p4[end] for end in pairs.nodes)).float()
    assert torch.equal(pairs.features, expected)


def test_pairs_as_an_input(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), _small()
    features = tagger.pair_features(batch).features.requires_grad_()
    embedding = tagger.embed(batch, pairs=features)
    assert torch.equal(embedding, tagger.embed(batch))
    gradient = torch.autograd.grad(tagger.head(embedding).sum(), features)[0]
    nodes = tagger.pair_features(batch).nodes
    # With one particle there is nothing to choose from.
    alone = batch.batch[nodes[0]] == 0
    assert (gradient[alone].abs() < 1e-7).all()
    assert (gradient[~alone] != 0).any(1).all()
    with pytest.raises(ValueError, match=r"'pairs' must have shape \(.*, 4\), .* \(got \(3, 4\)\)"):
        tagger.embed(batch, pairs=features[:3])
    other = tagger.embed(batch, pairs=features + 1)
    assert not torch.allclose(other[1:], embedding[1:])


def test_gradients_of_pairs_on_the_lund_plane(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), _small()
    pairs = tagger.pair_features(batch)
    features = pairs.features.requires_grad_()
    logits = tagger.head(tagger.embed(batch, pairs=features))
    values = torch.autograd.grad(logits.sum(), features)[0].norm(dim=1)
    two = pairs.nodes[0] != pairs.nodes[1]
    ends = pairs.nodes[:, two].t().flatten()
    # Every pair as a jet of two particles: its only splitting is the pair's point.
    coordinates = lund_coordinates(
        cluster(Constituents(batch.p4[ends], range(0, len(ends) + 1, 2)))
    )
    torch.testing.assert_close(
        coordinates.ln_kt.float(), features[two, 0].detach(), rtol=1e-4, atol=1e-4
    )
    plane = LundPlane((8, 8), ((-2, 8), (-4, 6))).fill(coordinates, values[two])
    assert np.nansum(plane.count) == two.sum()


def test_softer_particles_are_left_out(toy_jets: Constituents) -> None:
    tagger, batch = _small(length=6), cluster(toy_jets).batch()
    states = tagger.states(batch)
    assert (states != 0).any(1).sum() == 1 + 2 + 3 + 5 + 6 + 6 + 6
    gate = torch.randn_like(states) * (states == 0)
    assert torch.equal(tagger.embed(batch, gate), tagger.embed(batch))


def test_every_particle_bears_on_every_other(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets)[2:4].batch(), _small()
    batch = ParticleCloud(None)(batch)
    batch.cloud.requires_grad_()
    of_first = torch.autograd.grad(tagger.states(batch)[0].norm(), batch.cloud)[0]
    assert (of_first != 0).any(1).tolist() == [True] * 3 + [False] * 11


def test_other_clouds_are_refused(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    for transform in (ParticleCloud(k=2), ParticleCloud(None, length=30)):
        with pytest.raises(ValueError, match=r"reads ParticleCloud.*up to 20 particles and"):
            _small(length=15)(transform(batch))


@pytest.mark.parametrize("heads", [0, 3])
def test_heads_are_checked(heads: int) -> None:
    with pytest.raises(ValueError, match=rf"'heads' must divide .* \(got {heads} and 16\)"):
        ParT(16, heads=heads)
