"""Numbers that belong to a jet."""

import numpy as np
import pytest
import torch
from scipy import stats

from pyg_jets import Constituents
from pyg_jets.transforms._per_jet import uniform_per_jet


@pytest.fixture(scope="module")
def many() -> Constituents:
    generator = torch.Generator().manual_seed(3)
    p4 = torch.rand(6000, 4, generator=generator, dtype=torch.float64)
    p4[:, 3] += 2  # more than |p|
    return Constituents(p4, torch.arange(0, 6001, 3))


def test_neither_neighbours_nor_order_matter(toy_jets: Constituents) -> None:
    together = uniform_per_jet(toy_jets, 5, 4)
    alone = torch.cat([uniform_per_jet(jet, 5, 4) for jet in toy_jets])
    assert torch.equal(together, alone)
    assert torch.equal(uniform_per_jet(toy_jets[[6, 0]], 5, 4), together[[6, 0]])
    turned_round = Constituents(toy_jets[6].p4.flip(0), [0, 20])
    assert torch.equal(uniform_per_jet(turned_round, 5, 4), together[6:])
    assert torch.equal(uniform_per_jet(toy_jets, 5, 2), together[:, :2])


def test_seed_and_content_matter(toy_jets: Constituents) -> None:
    numbers = uniform_per_jet(toy_jets, 0, 3)
    assert len(numbers.unique()) == 21
    for seed in (1, -1, 2**63):
        assert (uniform_per_jet(toy_jets, seed, 3) != numbers).all()
    swapped = Constituents(toy_jets.p4[:, [1, 0, 2, 3]], toy_jets.ptr)
    assert (uniform_per_jet(swapped, 0, 3) != numbers).all()


def test_the_sign_of_zero_does_not_matter() -> None:
    plus, minus = (Constituents([[1.0, zero, 0.0, 1.0]], [0, 1]) for zero in (0.0, -0.0))
    assert torch.equal(uniform_per_jet(plus, 0, 2), uniform_per_jet(minus, 0, 2))


def test_they_are_uniform_and_independent(many: Constituents) -> None:
    numbers = uniform_per_jet(many, 0, 5).numpy()
    other = uniform_per_jet(many, 1, 5).numpy()
    assert numbers.min() > 0
    assert numbers.max() < 1
    assert stats.kstest(numbers.ravel(), "uniform").pvalue > 1e-3
    columns = np.concatenate((numbers, other), 1)
    correlation = np.corrcoef(columns.T) - np.eye(10)
    # Also with what is next to them and with the jet's own momenta.
    sideways = np.corrcoef(numbers[1:, 0], numbers[:-1, 0])[0, 1]
    own = np.corrcoef(numbers[:, 0], many.p4[::3, 0])[0, 1]
    assert max(abs(correlation).max(), abs(sideways), abs(own)) < 4.5 / np.sqrt(len(numbers))


def test_no_jets() -> None:
    assert uniform_per_jet(Constituents.from_list([]), 0, 3).shape == (0, 3)
