"""Gradient SHAP against a plain loop; its expectation is that of integrated gradients."""

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster
from pyg_jets.attribution import gradient_shap, integrated_gradients
from pyg_jets.attribution.offsets import On, offsets
from pyg_jets.taggers import RecNN
from tests.attributed import made


def test_is_the_mean_over_points_and_noise(toy_jets: Constituents) -> None:
    tree, tagger = cluster(toy_jets)[5], made("RecNN", toy_jets)
    x, total = tree.x.double(), torch.zeros(23, 7, dtype=torch.float64)
    baseline = torch.linspace(-1, 1, 7, dtype=torch.float64)
    for k in range(3):
        generator = np.random.default_rng((4, k))
        point = generator.uniform()
        noise = torch.from_numpy(generator.standard_normal((23, 7)))
        way = x + 0.2 * noise * tagger.scale - baseline
        tree.x = (baseline + point * way).requires_grad_()
        (gradient,) = torch.autograd.grad(tagger(tree).sum(), tree.x)
        total += gradient * way / 3
    options = {"width": 0.2, "samples": 3, "seed": 4}
    found = gradient_shap(
        tagger,
        cluster(toy_jets)[5],
        on="features",
        baseline=baseline,
        **options,  # type: ignore[arg-type]
    )
    torch.testing.assert_close(found, total.sum(1))


@pytest.mark.parametrize("on", ["states", "features"])
@pytest.mark.parametrize("name", ["FCN", "LundNet"])
def test_many_samples_are_integrated_gradients(name: str, on: On, toy_jets: Constituents) -> None:
    """And complete on average, which no single sample is."""
    batch, tagger = cluster(toy_jets).batch(), made(name, toy_jets)
    found = gradient_shap(tagger, batch, on=on, samples=400)
    expected = integrated_gradients(tagger, batch, on=on, steps=100)
    assert float((found - expected).norm() / expected.norm()) < 0.1
    moved = offsets(tagger, batch, on)
    with torch.no_grad():
        total = moved.logits(moved.values) - moved.logits(torch.zeros_like(moved.values))
    many, one = (
        torch.zeros_like(total).index_add(0, batch.batch, values) - total
        for values in (found, gradient_shap(tagger, batch, on=on, samples=1))
    )
    assert many.norm() < 0.1 * total.norm()
    assert many.norm() < one.norm()


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"'samples' must be at least 1 \(got 0\)"):
        gradient_shap(RecNN(6), batch, samples=0)
    with pytest.raises(ValueError, match=r"'width' must not be negative \(got -0.1\)"):
        gradient_shap(RecNN(6), batch, width=-0.1)
