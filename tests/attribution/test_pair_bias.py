"""Each pair goes to both its particles in halves."""

import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import pair_bias, pair_saliency
from tests.attributed import made


def test_halves_of_pairs(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("ParT", toy_jets)
    found, pairs = pair_bias(tagger, batch), pair_saliency(tagger, batch)
    for node in range(batch.num_nodes):
        here = (pairs.nodes == node).any(0)
        torch.testing.assert_close(found[node], pairs.saliency[here].sum() / 2)
    torch.testing.assert_close(found.sum(), pairs.saliency.sum())
    # One particle has no pair.
    assert found[0] == 0
    assert (found[1:][batch.is_leaf[1:]] > 0).all()


def test_only_for_transformers(toy_jets: Constituents) -> None:
    with pytest.raises(TypeError, match=r"must be a ParT \(got EFN\)"):
        pair_bias(made("EFN", toy_jets), cluster(toy_jets).batch())
