"""LoLa: sizes, the momenta in its slots, and what it refuses."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.jets import kinematics
from pyg_jets.taggers import LoLa


def _parameters(tagger: LoLa) -> int:
    return sum(p.numel() for p in tagger.parameters())


def test_sizes() -> None:
    total = 1 + 40 + 15
    layers = 40 * 15 + 5 * total**2, 7 * total * 100 + 100, 100 * 50 + 50, 50 + 1
    assert _parameters(LoLa()) == sum(layers) == 60_681
    # With the softmax's second output; published for an unknown number of momenta: 127k.
    assert _parameters(LoLa(length=84)) + 51 == 126_512
    assert LoLa(length=3, num_combinations=2).config == {"length": 3, "num_combinations": 2}


def test_the_head_sees_features_of_one_size(toy_jets: Constituents) -> None:
    tagger = LoLa()
    features = tagger.embed(cluster(toy_jets).batch())
    normalised = tagger.head[0](features)
    varied = features.std(0) > 1e-2
    assert features.std(0)[varied].max() > 10 * features.std(0)[varied].min()
    torch.testing.assert_close(
        normalised.std(0, correction=0)[varied], torch.ones(int(varied.sum())), rtol=0.1, atol=0
    )


def test_momenta_in_falling_pt(toy_jets: Constituents) -> None:
    tagger = LoLa(length=6, num_combinations=2)
    embedding = tagger.embed(cluster(toy_jets).batch()).view(7, 9, 7)
    for jet, features in zip(toy_jets, embedding, strict=True):
        p4 = kinematics.to_jet_frame(jet.p4, jet.p4.sum(0).expand(len(jet.p4), -1)) / 500
        p4 = p4[kinematics.pt(p4).argsort(descending=True)][:6]
        filled = len(p4)
        pt, square = kinematics.pt(p4).float(), kinematics.mass2(p4).float()
        torch.testing.assert_close(features[1 : 1 + filled, 1], pt, rtol=1e-4, atol=1e-6)
        torch.testing.assert_close(features[1 : 1 + filled, 0], square, rtol=1e-4, atol=1e-6)
        assert (features[1 + filled : 7, :2].abs() < 1e-9).all()
        torch.testing.assert_close(
            features[0, 0], kinematics.mass2(p4.sum(0)).float(), rtol=1e-3, atol=1e-6
        )


def test_length_is_checked() -> None:
    with pytest.raises(ValueError, match=r"'length' must be at least 1 \(got 0\)"):
        LoLa(length=0)
