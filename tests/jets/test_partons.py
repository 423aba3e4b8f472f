"""Partons go with their jets."""

from typing import Any

import pytest
import torch

from pyg_jets.jets.partons import Partons

# Two partons near the first jet, none near the second, one near the third.
PARTONS = Partons(
    torch.arange(12.0, dtype=torch.float64).view(3, 4),
    torch.tensor([0, 2, 2, 3]),
    torch.tensor([1, -2, 21]),
    torch.tensor([-23, -23, 62]),
)


@pytest.mark.parametrize(
    ("jets", "ptr", "pid"),
    [
        (0, [0, 2], [1, -2]),
        ([2, 0], [0, 1, 3], [21, 1, -2]),
        (slice(1, None), [0, 0, 1], [21]),
        (torch.tensor([False, True, False]), [0, 0], []),
    ],
)
def test_some_of_the_jets(jets: Any, ptr: list[int], pid: list[int]) -> None:
    some = PARTONS[jets]
    assert some.ptr.tolist() == ptr
    assert some.pid.tolist() == pid
    assert len(some.p4) == len(some.status) == len(pid)
    rows = [PARTONS.pid.tolist().index(code) for code in pid]
    assert torch.equal(some.p4, PARTONS.p4[rows])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"pid": torch.zeros(3)}, r"'pid' of partons must have shape \(2,\) \(got \(3,\)\)"),
        ({"p4": torch.zeros(2, 3)}, r"'p4' of partons must have shape \(2, 4\)"),
        ({"ptr": torch.tensor([1, 2])}, "'ptr' of partons must be borders that begin with 0"),
        ({"ptr": torch.tensor([0, 3])}, "'ptr' of partons must rise to 2"),
        ({"ptr": torch.tensor([0, 2, 1, 2])}, "'ptr' of partons must rise to 2"),
    ],
)
def test_what_are_no_partons(changed: dict[str, torch.Tensor], message: str) -> None:
    right = {
        "p4": torch.zeros(2, 4),
        "ptr": torch.tensor([0, 2]),
        "pid": torch.zeros(2),
        "status": torch.zeros(2),
    }
    with pytest.raises(ValueError, match=message):
        Partons(**{**right, **changed})
