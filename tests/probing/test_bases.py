"""Bases column by column, and what they explain."""

import numpy as np
import torch

from pyg_jets import Constituents, observables
from pyg_jets.probing import (
    correlator_basis,
    explained,
    nsubjettiness_basis,
    probe,
    probe_labels,
)


def test_nsubjettiness_columns(toy_jets: Constituents) -> None:
    basis = nsubjettiness_basis(toy_jets)
    assert basis.shape == (7, 15)
    for column, beta, n in ((0, 0.5, 1), (4, 0.5, 5), (6, 1.0, 2), (12, 2.0, 3)):
        expected = observables.nsubjettiness(toy_jets, n, beta=beta)
        torch.testing.assert_close(basis[:, column], expected)
    # Distances are in units of the radius.
    smaller = nsubjettiness_basis(toy_jets, 2, (2.0,), radius=0.4)
    torch.testing.assert_close(smaller, 4 * basis[:, 10:12])


def test_correlator_columns(toy_jets: Constituents) -> None:
    basis = correlator_basis(toy_jets)
    assert basis.shape == (7, 9)
    assert basis.isfinite().all()
    for row, beta in enumerate((0.5, 1.0, 2.0)):
        e2, c, d = basis[:, 3 * row : 3 * row + 3].T
        assert torch.equal(c, observables.c2(toy_jets, beta))
        assert torch.equal(d, observables.d2(toy_jets, beta))
        torch.testing.assert_close(e2 * d, c)
    assert (basis[0] == 0).all()


def test_sets_are_compared() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 2))
    logit, labels = x[:, 0] + 0.1 * x[:, 1], x[:, 0] + 0.5 * rng.normal(size=400) > 0
    result = explained({"all": x, "second": x[:, 1:]}, logit, labels, seed=1)
    assert result["all"].logit == probe(x, logit, seed=1)
    assert result["all"].auc == probe_labels(x, labels, seed=1)
    # Less than 1 by the outermost jets, put into the range of the others.
    assert 0.995 < result["all"].logit.value < 1
    assert result["second"].logit.value < 0.05
    assert [each.num_features for each in result.values()] == [2, 1]
