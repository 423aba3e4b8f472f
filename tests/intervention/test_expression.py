"""Expressions against numpy by hand."""

import numpy as np
import pytest

from pyg_jets.intervention import Expression

_UNITS = {"a": (1.0, 2.0), "b": (-1.0, 0.5)}


def _made() -> Expression:
    tokens = ("sub", "mul", "a", "max", "b", 0.25, "sqrt", "min", "abs", "a", "add", "b", -1.5)
    return Expression(tokens, 3.0, -2.0, _UNITS)


def test_its_numbers_are_what_it_says() -> None:
    given = {name: np.random.default_rng(0).normal(size=20) for name in "abc"}
    a, b = ((given[name] - _UNITS[name][0]) / _UNITS[name][1] for name in "ab")
    root = np.sqrt(np.abs(np.minimum(np.abs(a), b - 1.5)))
    np.testing.assert_allclose(_made()(given), 3 - 2 * (a * np.maximum(b, 0.25) - root), rtol=1e-14)
    written = str(_made())
    assert written == "3 - 2 * (a * max(b, 0.25) - sqrt(abs(min(abs(a), (b + -1.5)))))"


def test_names_and_length() -> None:
    assert _made().names == ["a", "b"]
    assert _made().length == 13


def test_a_constant_is_one_number_for_each_jet() -> None:
    assert Expression((0.5,), 1.0, 2.0, {})({"a": np.zeros(4)}).tolist() == [2.0] * 4


def test_observables_that_it_reads_must_be_there() -> None:
    with pytest.raises(ValueError, match=r"must hold a, b .got none named b"):
        _made()({"a": np.zeros(3)})
