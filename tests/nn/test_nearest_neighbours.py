"""Neighbours by hand, against sorting all distances, and where several are equally near."""

import pytest
import torch

from pyg_jets.jets.packing import borders
from pyg_jets.nn import nearest_neighbours


def _slow(points: torch.Tensor, ptr: torch.Tensor, k: int) -> torch.Tensor:
    """Sort the other points of a cloud by distance; equal ones stay in their order."""
    rows = []
    for first, last in zip(ptr[:-1].tolist(), ptr[1:].tolist(), strict=True):
        for i in range(first, last):
            distance = ((points[first:last] - points[i]) ** 2).sum(1)
            order = [first + int(j) for j in distance.argsort(stable=True)]
            others = [j for j in order if j != i][:k]
            rows.append(others + [len(points)] * (k - len(others)))
    return torch.tensor(rows)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("dimensions", [1, 2, 64])
@pytest.mark.parametrize("k", [1, 7, 16])
def test_against_sorting(k: int, dimensions: int, dtype: torch.dtype) -> None:
    ptr = borders(torch.tensor([1, 2, 5, 16, 17, 18, 60]))
    points = torch.randn(int(ptr[-1]), dimensions, dtype=dtype)
    found = nearest_neighbours(points, ptr, k)
    assert torch.equal(found, _slow(points.double(), ptr, k))


def test_ties_go_to_the_first() -> None:
    # Integers: many distances are exactly equal, some are 0.
    points = torch.randint(0, 3, (50, 2)).float()
    ptr = torch.tensor([0, 20, 50])
    found = nearest_neighbours(points, ptr, 6)
    assert torch.equal(found, _slow(points, ptr, 6))
    assert (found != torch.arange(50)[:, None]).all()


def test_a_cloud_alone_has_the_same_neighbours() -> None:
    points, ptr = torch.randn(90, 128), torch.tensor([0, 33, 90])
    together = nearest_neighbours(points, ptr, 16)
    alone = nearest_neighbours(points[33:].clone(), torch.tensor([0, 57]), 16)
    assert torch.equal(alone + 33, together[33:])


def test_gradients_do_not_matter() -> None:
    points = torch.randn(5, 2, requires_grad=True)
    assert not nearest_neighbours(points, torch.tensor([0, 5]), 2).requires_grad


def test_k_is_checked() -> None:
    with pytest.raises(ValueError, match=r"'k' must be at least 1 \(got 0\)"):
        nearest_neighbours(torch.ones(2, 2), torch.tensor([0, 2]), 0)
