"""Neither of the two emissions tells the classes apart, both together do."""

import numpy as np
import pytest
import torch

from pyg_jets import cluster
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.metrics import roc_auc
from pyg_jets.simulation import ToyPair, ToyShower


def test_neither_alone_tells_and_both_together_do() -> None:
    toy = ToyPair().jets(2000, seed=3)
    label = toy.constituents.label
    assert label is not None
    pair = toy.in_region
    ln_kt, narrow = toy.ln_kt[pair].view(2000, 2), toy.ln_inv_delta[pair].view(2000, 2) > 1.2
    assert torch.equal(narrow.sum(1), torch.ones(2000, dtype=torch.int64))
    of_narrow, of_wide = ln_kt[narrow], ln_kt[~narrow]
    for alone in (of_narrow, of_wide):
        assert roc_auc(alone, label).value == pytest.approx(0.5, abs=0.03)
    same = (of_narrow > 2.4) == (of_wide > 2.6)
    assert torch.equal(same, label == 1)


def test_clustering_finds_the_pair() -> None:
    toy = ToyPair().jets(300, seed=4)
    batch = cluster(toy.constituents).batch()
    found = planted_splittings(toy.in_region, batch)
    assert found.sum() > 0.99 * 600
    assert np.bincount(batch.batch[found]).max() == 2


def test_same_seed_same_jets() -> None:
    one, other = (ToyPair().jets(20, seed=5).constituents.p4 for _ in range(2))
    assert torch.equal(one, other)
    assert len(ToyPair().jets(20, seed=6).constituents.p4) != len(one)


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the same for both classes \(got region=Region"):
        ToyPair(ToyShower())
    with pytest.raises(ValueError, match=r"at least 1 \(got 0\)"):
        ToyPair().jets(0)
