"""Distances from the baseline, for all that a tagger may read."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution.offsets import check_number, noise, offsets
from pyg_jets.taggers import RecNN
from tests.attributed import MAKERS, made


@pytest.mark.parametrize("name", MAKERS)
def test_the_whole_way_is_the_logit(name: str, toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    moved = offsets(tagger, batch, "features")
    assert len(moved.values) == batch.num_nodes
    torch.testing.assert_close(moved.logits(moved.values), tagger(batch), rtol=1e-4, atol=1e-5)
    half = moved.values / 2
    expected = torch.stack((moved.logits(half).sum(), tagger(batch).sum()))
    found = moved.totals(torch.stack((half, moved.values)))
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_a_baseline_is_in_the_units_of_the_features(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    batch, tagger = trees.batch(), RecNN(6).double()
    tagger.fit_scaling(trees)
    centre = offsets(tagger, batch, "features")
    torch.testing.assert_close(centre.values, tagger.features(batch))
    own = offsets(tagger, batch, "features", batch.x[0].tolist())
    assert (own.values[0] == 0).all()
    torch.testing.assert_close(own.values[1] * tagger.scale, (batch.x[1] - batch.x[0]).double())
    torch.testing.assert_close(own.logits(own.values), tagger(batch))


def test_noise_of_a_jet_is_its_own(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()

    def drawn(trees: object, nodes: int) -> torch.Tensor:
        return noise(torch.zeros(nodes, 3), trees, np.random.default_rng(5))

    together = drawn(batch, batch.num_nodes)
    alone = torch.cat([drawn(tree, tree.num_nodes) for tree in cluster(toy_jets)])
    assert torch.equal(together, alone)
    assert together.dtype == torch.float32
    assert len(together[-39:].unique()) == 39 * 3


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'on' must be one of states, features \(got 'edges'\)"):
        offsets(RecNN(6), batch, "edges")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'baseline' is for on='features'"):
        offsets(RecNN(6), batch, "states", torch.zeros(7))
    with pytest.raises(ValueError, match=r"each of 7 features \(got shape \(3,\)\)"):
        offsets(RecNN(6), batch, "features", torch.zeros(3))
    with pytest.raises(ValueError, match=r"'steps' must be at least 1 \(got 0\)"):
        check_number("steps", 0)
