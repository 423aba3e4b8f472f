"""A region holds what lies in it, and is refused where it is none."""

from typing import Any

import numpy as np
import pytest

from pyg_jets.simulation import Region


def test_holds_its_rectangle() -> None:
    region = Region((1.0, 2.0), (0.0, 3.0))
    inside = region.holds(np.array([1.0, 1.5, 2.0, 1.5, 0.9]), np.array([0.0, 2.9, 1.0, 3.0, 1.0]))
    assert inside.tolist() == [True, True, False, False, False]
    assert region.area == 3.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ln_kt": (2.0, 2.0)}, r"'ln_kt' must be two rising limits \(got 2.0 and 2.0\)"),
        ({"ln_inv_delta": (0.0, np.nan)}, r"'ln_inv_delta' must be two rising limits"),
        ({"factor": 1.0}, r"'factor' must be at least 0 and not 1, .* \(got 1.0\)"),
        ({"factor": -1.0}, r"\(got -1.0\)"),
        ({"factor": np.inf}, r"\(got inf\)"),
    ],
)
def test_no_region(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Region(**arguments)
