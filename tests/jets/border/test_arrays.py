"""Which arrays are numbers, and what is said of those that are none."""

from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets.jets.border.arrays import array_of, column_of, tensor_of, whole


@pytest.mark.parametrize(
    ("values", "got"),
    [
        (["a", "b"], r"got text"),
        (np.array([b"a"]), r"got text"),
        (None, r"got None"),
        ([1.0, None], r"got other things, as None"),
        ([1j], r"got complex numbers"),
        ([[1.0], [1.0, 2.0]], r"got: .*inhomogeneous"),
        (np.zeros(1, [("px", "f8")]), r"got records\): Constituents.from_awkward takes records"),
    ],
)
def test_no_numbers(values: Any, got: str) -> None:
    with pytest.raises(ValueError, match=rf"'x' must be an array of numbers \({got}"):
        array_of("x", values)


def test_masked_numbers() -> None:
    masked = np.ma.array([1.0, 2.0, 3.0], mask=[False, True, True])
    with pytest.raises(ValueError, match=r"no masked numbers \(got 2\): Constituents.from_padded"):
        array_of("x", masked)
    assert array_of("x", np.ma.array([1.0, 2.0])).tolist() == [1, 2]


@pytest.mark.parametrize("kind", [">i4", ">f8", "<u2", ">u8", "?", "<f2"])
def test_any_byte_order(kind: str) -> None:
    values = np.array([0, 1, 1], kind)
    assert tensor_of("x", values, torch.float64).tolist() == [0, 1, 1]
    assert array_of("x", values).dtype.isnative


def test_half_precision_tensors() -> None:
    for kind in (torch.bfloat16, torch.float16):
        assert array_of("x", torch.ones(2, dtype=kind)).tolist() == [1, 1]


def test_memory_is_shared_where_it_can_be() -> None:
    values = np.arange(4.0)
    tensor = tensor_of("x", values, torch.float64)
    values[0] = 7
    assert tensor[0] == 7
    values.flags.writeable = False
    assert tensor_of("x", values, torch.float64)[0] == 7
    assert tensor_of("x", values[::-1], torch.float64).tolist() == [3, 2, 1, 7]


def test_integers() -> None:
    with pytest.raises(ValueError, match=r"'x' must hold integers \(got float64\)"):
        tensor_of("x", [1.0], torch.int64)
    with pytest.raises(ValueError, match=r"'x' must hold integers from -128 to 127 \(got -129\)"):
        tensor_of("x", [-129, 0], torch.int8)
    assert tensor_of("x", [], torch.int64).dtype == torch.int64
    assert tensor_of("x", [True], torch.int8).tolist() == [1]


def test_columns() -> None:
    assert column_of("x", None, 3, torch.int64) is None
    with pytest.raises(ValueError, match=r"'x' must have shape \(3,\) \(got \(3, 1\)\)"):
        column_of("x", [[1], [2], [3]], 3, torch.int64)
    with pytest.raises(ValueError, match=r"'weight' must be finite \(got inf in jet 1\)"):
        column_of("weight", [1.0, np.inf], 2, torch.float64)


def test_integers_by_meaning() -> None:
    assert whole("x", [1.0, -2.0]).dtype == np.int64
    assert whole("x", [1, 2]).tolist() == [1, 2]
    for values in ([1.5], [np.nan]):
        with pytest.raises(ValueError, match=r"'x' must hold whole numbers \(got fractions\)"):
            whole("x", values)
