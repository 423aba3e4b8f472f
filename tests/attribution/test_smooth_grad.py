"""SmoothGrad against a plain loop, and without noise against the gradient."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import smooth_grad
from pyg_jets.taggers import RecNN
from tests.attributed import made


def test_without_noise_it_is_the_gradient(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("RecNN", toy_jets)
    batch.x = batch.x.double().requires_grad_()
    (gradient,) = torch.autograd.grad(tagger(batch).sum(), batch.x)
    found = smooth_grad(tagger, cluster(toy_jets).batch(), width=0, samples=2)
    torch.testing.assert_close(found, (gradient * tagger.scale).norm(dim=1))


def test_is_the_mean_over_noise(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[5], made("gated", toy_jets)
    x, total = tree.x.double(), torch.zeros(23, 7, dtype=torch.float64)
    for k in range(3):
        drawn = torch.from_numpy(np.random.default_rng((4, k)).standard_normal((23, 7)))
        tree.x = (x + 0.2 * drawn * tagger.scale).requires_grad_()
        (gradient,) = torch.autograd.grad(tagger(tree).sum(), tree.x)
        total += gradient * tagger.scale / 3
    found = smooth_grad(tagger, cluster(toy_jets)[5], width=0.2, samples=3, seed=4)
    torch.testing.assert_close(found, total.norm(dim=1))
    other = smooth_grad(tagger, cluster(toy_jets)[5], width=0.2, samples=3, seed=5)
    assert not torch.allclose(found, other)


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'samples' must be at least 1 \(got 0\)"):
        smooth_grad(RecNN(6), batch, samples=0)
    with pytest.raises(ValueError, match=r"'width' must not be negative \(got -0.1\)"):
        smooth_grad(RecNN(6), batch, width=-0.1)
