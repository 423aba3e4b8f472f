"""Gradient SHAP against a plain loop; its expectation is that of integrated gradients."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import gradient_shap, integrated_gradients
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.taggers import RecNN
from tests.attributed import made


def test_is_the_mean_over_points_and_noise(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[5], made("RecNN", toy_jets)
    x, total = tree.x.double(), torch.zeros(23, 7, dtype=torch.float64)
    baseline = torch.linspace(-1, 1, 7, dtype=torch.float64)

    def logit(x: Tensor) -> float:
        moved = tree.clone()
        moved.x = x
        with torch.no_grad():
            return float(tagger(moved))

    ends = [(j / 96) ** 4 for j in range(97)]
    logits = [logit(baseline + end * (x - baseline)) for end in ends]
    sizes = [abs(b - a) for a, b in pairwise(logits)]
    shares = [(size / sum(sizes) + 1 / 96) / 2 for size in sizes]
    for k in range(3):
        generator = np.random.default_rng((4, k))
        left, part = (k + generator.uniform()) / 3, 0
        while left > shares[part]:
            left, part = left - shares[part], part + 1
        length = ends[part + 1] - ends[part]
        point = ends[part] + length * left / shares[part]
        noise = torch.from_numpy(generator.standard_normal((23, 7)))
        way = x + 0.2 * noise * tagger.scale - baseline
        moved = tree.clone()
        moved.x = (baseline + point * way).requires_grad_()
        (gradient,) = torch.autograd.grad(tagger(moved).sum(), moved.x)
        total += gradient * way / 3 * length / shares[part]
    options: Any = {"width": 0.2, "samples": 3, "seed": 4, "tolerance": 100.0}
    found = gradient_shap(tagger, tree, on="features", baseline=baseline, **options)
    torch.testing.assert_close(found, total.sum(1))


@pytest.mark.parametrize(("name", "on"), [("FCN", "features"), ("LundNet", "states")])
def test_many_samples_are_integrated_gradients(name: str, on: On, toy_jets: Constituents) -> None:
    """And complete on average, which one sample is not, and says so."""
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    found = gradient_shap(tagger, batch, on=on, samples=200, tolerance=1.0)
    expected = integrated_gradients(tagger, batch, on=on)
    assert float((found - expected).norm() / expected.norm()) < 0.05
    moved = offsets(tagger, batch, on)
    with torch.no_grad():
        total = moved.logits(moved.values) - moved.logits(torch.zeros_like(moved.values))
    with pytest.warns(UserWarning, match=r"of 7 jets do not sum .* after 1 gradients"):
        single = gradient_shap(tagger, batch, on=on, samples=1, tolerance=1e-3)
    many, one = (
        torch.zeros_like(total).index_add(0, batch.batch, values) - total
        for values in (found, single)
    )
    assert many.norm() < 0.05 * total.norm()
    assert many.norm() < one.norm()


def test_a_transformer_takes_as_many_as_its_jets_need(toy_jets: Constituents) -> None:
    trees, tagger = cluster(toy_jets), made("ParT", toy_jets)
    found = gradient_shap(tagger, trees.batch())
    moved = offsets(tagger, trees.batch(), "states")
    with torch.no_grad():
        total = moved.logits(moved.values) - moved.logits(torch.zeros_like(moved.values))
    sums = torch.zeros_like(total).index_add(0, trees.batch().batch, found)
    torch.testing.assert_close(sums, total, rtol=0.05, atol=0)
    torch.testing.assert_close(found[-trees[6].num_nodes :], gradient_shap(tagger, trees[6]))


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'samples' must be at least 1 \(got 0\)"):
        gradient_shap(RecNN(6), batch, samples=0)
    with pytest.raises(ValueError, match=r"'width' must not be negative \(got -0.1\)"):
        gradient_shap(RecNN(6), batch, width=-0.1)
    with pytest.raises(ValueError, match=r"'tolerance' must be positive \(got 0\)"):
        gradient_shap(RecNN(6), batch, tolerance=0)
