"""Padding and cutting, and the products in between."""

import pytest
import torch

from pyg_jets.nn._padding import cut_vector, cut_weight, pad_vector, pad_weight, padded_size


@pytest.mark.parametrize("hidden", [1, 6, 8, 70])
def test_products_are_the_same(hidden: int) -> None:
    x, weight = torch.randn(4, 3 * hidden), torch.randn(2 * hidden, 3 * hidden)
    padded = pad_weight(weight, hidden)
    assert padded.shape == (3 * padded_size(hidden), 2 * padded_size(hidden))
    product = pad_vector(x, hidden) @ padded
    torch.testing.assert_close(cut_vector(product, hidden), x @ weight.t())
    assert torch.equal(cut_weight(padded, hidden), weight)
    assert torch.equal(cut_vector(pad_vector(x[0], hidden), hidden), x[0])
