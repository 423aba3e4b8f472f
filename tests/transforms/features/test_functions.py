"""Derivatives where a function has none, and values of jets beside those of particles."""

import pytest
import torch

from pyg_jets.transforms.features._functions import NAMED, Jets, Value


@pytest.mark.parametrize(("name", "arguments"), [("log", 1), ("sqrt", 1), ("hypot", 2)])
def test_derivatives_at_zero_are_finite(name: str, arguments: int) -> None:
    x = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    value = NAMED[name].of(*arguments * [x])
    value.clamp(-5, 5).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [0, 0, 0]


def test_functions_of_integers_are_in_double_precision() -> None:
    assert NAMED["log"].of(torch.tensor([1, 2])).dtype == torch.float64
    assert NAMED["log"].of(torch.tensor([2])).item() == pytest.approx(0.6931471805599453, abs=1e-15)


def test_numbers_of_jets_and_of_rows() -> None:
    jets = Jets(torch.tensor([0, 1, 1]), 2, whole=False)
    rows, of_jets = (
        Value(torch.tensor([1.0, 2.0, 3.0]), "rows"),
        Value(torch.tensor([10.0, 20.0]), "jets"),
    )
    number = Value(torch.tensor(1.0))
    assert jets.applied(torch.add, [rows, of_jets]).numbers.tolist() == [11, 22, 23]
    both = jets.applied(torch.add, [of_jets, number])
    assert (both.of, both.numbers.tolist()) == ("jets", [11, 21])
    assert jets.applied(torch.add, [number, number]).of == "number"
    with pytest.raises(ValueError, match="'sum' with an axis is for values of a jet's constit"):
        jets.over("sum", rows)
