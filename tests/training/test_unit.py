"""Units of an embedding, and heads that hold them."""

import copy

import pytest
import torch
from torch.nn import ReLU, Sequential

from pyg_jets.taggers import RecNN
from pyg_jets.training.unit import Unit


def test_units_by_hand() -> None:
    embedding = torch.tensor([[1.0, 10.0, 7.0], [3.0, 30.0, 7.0]])
    found = Unit.of(embedding)(embedding)
    assert found.tolist() == [[-1.0, -1.0, 0.0], [1.0, 1.0, 0.0]]


def test_nearly_dead_channels_are_dead() -> None:
    embedding = torch.randn(100, 2) * torch.tensor([1.0, 1e-4])
    assert (Unit.of(embedding)(embedding)[:, 1] == 0).all()


def test_a_head_on_units_is_one_on_the_embedding() -> None:
    tagger, embedding = RecNN(6).double(), 5 + 3 * torch.randn(40, 6).double()
    embedding[:, 2] = 1.5
    unit, before = Unit.of(embedding), copy.deepcopy(tagger.head)
    unit.into(tagger)
    torch.testing.assert_close(tagger.head(embedding), before(unit(embedding)))


def test_a_head_that_cannot_hold_them() -> None:
    tagger = RecNN(6)
    tagger.head = Sequential(ReLU(), *tagger.head)
    with pytest.raises(ValueError, match=r"must begin with a dense layer.*\(got ReLU\)"):
        Unit.of(torch.randn(5, 6)).check(tagger)
