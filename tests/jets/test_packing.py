"""Picking jets as numpy picks rows."""

import numpy as np
import pytest
import torch

from pyg_jets.jets.packing import borders, jet_positions, join_ptr, packed_rows


@pytest.mark.parametrize(
    "index",
    [2, -1, slice(1, None), slice(None, None, -2), [0, 3], np.array([1, 1]), torch.tensor([4])],
)
def test_positions_are_numpys(index: object) -> None:
    expected = np.atleast_1d(np.arange(5)[index])  # type: ignore[call-overload]
    assert jet_positions(index, 5).tolist() == expected.tolist()


def test_mask_and_empty_list() -> None:
    assert jet_positions([True, False, True], 3).tolist() == [0, 2]
    assert jet_positions([], 3).tolist() == []


def test_rows_of_picked_jets() -> None:
    ptr = borders(torch.tensor([2, 1, 3]))
    rows, new = packed_rows(ptr, torch.tensor([2, 0, 2]))
    assert rows.tolist() == [3, 4, 5, 0, 1, 3, 4, 5]
    assert new.tolist() == [0, 3, 5, 8]
    assert join_ptr([ptr, new]).tolist() == [0, 2, 3, 6, 9, 11, 14]


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (3, "jet 3 does not exist: there are 3 jets"),
        ([True], r"must have shape \(3,\) \(got \(1,\)\)"),
        ([0.5], "integers, slices or masks"),
    ],
)
def test_bad_index(index: object, message: str) -> None:
    with pytest.raises(IndexError, match=message):
        jet_positions(index, 3)
