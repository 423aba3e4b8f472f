"""Pairs of particles on the Lund plane."""

import pytest
import torch

from pyg_jets import Constituents, LundPlane, cluster
from pyg_jets.attribution import pair_saliency
from pyg_jets.jets import kinematics
from pyg_jets.taggers import PFN, ParT


def _tagger() -> ParT:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return ParT(8, heads=2, blocks=1, class_blocks=1, pair_channels=8).double().eval()


def test_places_are_those_of_the_pair(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    tagger = _tagger()
    found = pair_saliency(tagger, batch)
    counts = toy_jets.ptr.diff()
    assert len(found.saliency) == int((counts * (counts - 1) // 2).sum())
    first, second = batch.p4[found.nodes]
    delta = kinematics.delta_r(first, second)
    torch.testing.assert_close(found.ln_inv_delta, -delta.log())
    softer = torch.minimum(kinematics.pt(first), kinematics.pt(second))
    torch.testing.assert_close(found.ln_kt, (softer * delta).log())
    plane = LundPlane().fill(found, found.saliency)
    assert plane.num_jets == len(toy_jets)
    assert plane.mean.max() > 0
    with pytest.raises(ValueError, match=r"per splitting \(\d+\) \(got shape"):
        LundPlane().fill(found, found.saliency[1:])


def test_gradient_is_a_finite_difference(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets[:2]).batch()
    tagger = _tagger()
    found = pair_saliency(tagger, batch)
    nodes, features = tagger.pair_features(batch)
    row = int((nodes[0] != nodes[1]).nonzero()[0])

    def logit(step: float) -> float:
        changed = features.clone()
        changed[row, 2] += step
        return float(tagger.head(tagger.embed(batch, pairs=changed)).sum().detach())

    difference = (logit(1e-5) - logit(-1e-5)) / 2e-5
    assert float(found.by_feature[0, 2]) == pytest.approx(difference, rel=1e-5)
    torch.testing.assert_close(found.saliency, found.by_feature.norm(dim=1))


def test_only_for_transformers(toy_jets: Constituents) -> None:
    with pytest.raises(TypeError, match=r"must be a ParT \(got PFN\)"):
        pair_saliency(PFN(), cluster(toy_jets).batch())
