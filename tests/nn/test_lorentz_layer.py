"""The Lorentz layer momentum by momentum, as the paper writes it, and its invariance."""

import math

import torch
from torch import Tensor

from pyg_jets.nn import LorentzLayer


def _square(k: Tensor) -> Tensor:
    return k[3] ** 2 - k[0] ** 2 - k[1] ** 2 - k[2] ** 2


def test_momentum_by_momentum() -> None:
    layer = LorentzLayer(4, 3).double()
    p4 = torch.randn(2, 4, 4, dtype=torch.float64)
    out = layer(p4)
    assert out.shape == (2, 8, 7)
    for jet, features in zip(p4, out, strict=True):
        k = [jet.sum(0), *jet, *(layer.combinations @ jet)]
        for j, row in enumerate(features):
            squares = torch.stack([_square(k[j] - other) for other in k])
            expected = [
                _square(k[j]),
                k[j][:2].norm(),
                sum(layer.energy_weight[j, m] * k[m][3] for m in range(8)),
                *((layer.distance_weight[copy, j] * squares).sum() for copy in (0, 1)),
                *((layer.distance_weight[copy, j] * squares).min() for copy in (2, 3)),
            ]
            torch.testing.assert_close(row, torch.stack(expected))


def test_lorentz_invariance() -> None:
    layer, p4 = LorentzLayer(5, 2).double(), torch.randn(3, 5, 4, dtype=torch.float64)
    cosh, sinh = math.cosh(0.8), math.sinh(0.8)
    px, py, pz, energy = p4.unbind(-1)
    boosted = torch.stack((cosh * px + sinh * energy, py, pz, cosh * energy + sinh * px), -1)
    invariant = [0, 3, 4, 5, 6]
    torch.testing.assert_close(layer(boosted)[..., invariant], layer(p4)[..., invariant])
    assert not torch.allclose(layer(boosted)[..., 1:3], layer(p4)[..., 1:3])


def test_gradients_are_finite_where_there_is_no_particle() -> None:
    p4 = torch.zeros(1, 3, 4, requires_grad=True)
    LorentzLayer(3, 2)(p4).sum().backward()
    assert p4.grad is not None
    assert p4.grad.isfinite().all()
