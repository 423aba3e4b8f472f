"""ParT: size, pairs, and the way from a pair to the logit."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, LundPlane, cluster, fit, load_tagger, lund_coordinates
from pyg_jets.taggers import ParT
from pyg_jets.transforms import ParticleCloud
from pyg_jets.transforms.features import pair_features
from tests.part_files import SlowParT, part_state


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


def test_graphs_that_were_changed_are_refused(toy_jets: Constituents) -> None:
    tagger = _small(length=15)
    batch = tagger.view(cluster(toy_jets).batch())
    batch.cloud_edge_index = batch.cloud_edge_index[:, 1:]
    with pytest.raises(ValueError, match=r"reads ParticleCloud.*up to 15 particles and"):
        tagger(batch)


@pytest.mark.parametrize("heads", [0, 3])
def test_heads_are_checked(heads: int) -> None:
    with pytest.raises(ValueError, match=rf"'heads' must divide .* \(got {heads} and 16\)"):
        ParT(16, heads=heads)


@pytest.mark.parametrize("old", [False, True])
def test_published_parameters_give_the_published_scores(
    old: bool, tmp_path: Path, toy_jets: Constituents
) -> None:
    state = part_state(old=old)
    torch.save(state, tmp_path / "state.pt")
    tagger, batch = (
        ParT.from_published(tmp_path / "state.pt", "Tbqq", "Hbb"),
        cluster(toy_jets).batch(),
    )
    tagger.double()
    cloud, slow = tagger.view(batch).cloud.double(), SlowParT(state)
    expected = torch.stack(
        [slow(cloud[batch.ptr[i] :][: len(jet.p4)], jet.p4) for i, jet in enumerate(toy_jets)]
    )
    torch.testing.assert_close(tagger.head[:1](tagger.embed(batch)), expected)
    torch.testing.assert_close(tagger(batch), expected[:, 8] - expected[:, 1])
    single = tagger.float()(cluster(toy_jets).batch())
    torch.testing.assert_close(
        single.double(), expected[:, 8] - expected[:, 1], rtol=1e-4, atol=1e-4
    )


def test_versions_are_told_by_shapes(tmp_path: Path, toy_jets: Constituents) -> None:
    for number, absent in ((13, None), (17, {"part_d0": 0.0})):
        torch.save(part_state(number), tmp_path / "state.pt")
        tagger = ParT.from_published(tmp_path / "state.pt", absent=absent)
        assert tagger.transform.num_features == number
        with pytest.raises(ValueError, match="'charge' must be a column"):
            tagger(cluster(toy_jets).batch())
    torch.save(part_state(9), tmp_path / "state.pt")
    with pytest.raises(ValueError, match=r"must be for 7 \(kin\), 13 .* \(got 9\)"):
        ParT.from_published(tmp_path / "state.pt")


def test_what_is_published_is_a_tagger_as_any(tmp_path: Path, toy_jets: Constituents) -> None:
    torch.save(part_state(), tmp_path / "state.pt")
    tagger, trees = ParT.from_published(tmp_path / "state.pt"), cluster(toy_jets)
    tagger.save(tmp_path / "tagger")
    assert torch.equal(load_tagger(tmp_path / "tagger")(trees.batch()), tagger(trees.batch()))
    before = {name: value.clone() for name, value in tagger.state_dict().items()}
    fit(tagger, trees, trees, epochs=1, batch_size=4, progress=False)
    assert not torch.equal(tagger.get_parameter("head.0.weight"), before["head.0.weight"])
    for name, _ in tagger.named_buffers():
        assert name == "frame_number" or torch.equal(tagger.get_buffer(name), before[name]), name


def test_heads_of_several_classes() -> None:
    assert ParT(16, heads=2, num_classes=3, signal=2, background=0).head[0].out_features == 3
    with pytest.raises(ValueError, match="two of the classes 0 to 2"):
        ParT(16, heads=2, num_classes=3, signal=3, background=0)
