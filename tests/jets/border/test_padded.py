"""Padding never becomes a particle, and what is masked by half is refused."""

from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents
from pyg_jets.jets.border.padded import particles

DENSE = np.zeros((3, 4, 4))
COUNTS = (2, 4, 1)
for jet, count in enumerate(COUNTS):
    DENSE[jet, :count] = np.arange(1, count + 1)[:, None] * np.array([1, 0.5, jet, 5])
REAL = np.arange(4) < np.array(COUNTS)[:, None]
NUMBER = np.arange(12).reshape(3, 4)


def _same(jets: Constituents) -> None:
    assert jets.ptr.tolist() == [0, 2, 6, 7]
    np.testing.assert_array_equal(jets.p4.numpy(), DENSE[REAL])


def test_zeros_and_masks() -> None:
    _same(Constituents.from_padded(DENSE))
    _same(Constituents.from_padded(torch.from_numpy(DENSE), torch.from_numpy(REAL)))
    filled = np.where(REAL[..., None], DENSE, 7.0 * np.array([0, 0, 0, 1]))
    _same(Constituents.from_padded(filled, REAL.astype(np.float32)))
    _same(Constituents.from_padded(np.ma.array(filled, mask=np.repeat(~REAL[..., None], 4, 2))))
    _same(Constituents.from_list(list(DENSE)))
    _same(Constituents.from_list(list(np.ma.array(filled, mask=np.repeat(~REAL[..., None], 4, 2)))))


def test_columns_find_their_place() -> None:
    masked = np.ma.array(NUMBER, mask=~REAL)
    jets = Constituents.from_padded(
        DENSE, d0=NUMBER / 2, pid=NUMBER.astype(float), n=masked, label=[1, 0, 1.0], tau=[1, 2, 3],
        weight=[1, 2, 0.5],
    )  # fmt: skip
    assert jets.particle_columns["d0"].tolist() == (NUMBER[REAL] / 2).tolist()
    assert jets.particle_columns["n"].tolist() == NUMBER[REAL].tolist()
    assert jets.pid.tolist() == NUMBER[REAL].tolist()  # type: ignore[union-attr]
    assert jets.label.tolist() == [1, 0, 1]  # type: ignore[union-attr]
    assert jets.jet_columns["tau"].tolist() == [1, 2, 3]
    assert jets.weight.tolist() == [1, 2, 0.5]  # type: ignore[union-attr]


PARTLY = np.ma.array(DENSE, mask=False)
PARTLY[1, 2, 3] = np.ma.masked


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((DENSE[0],), r"\(num_jets, slots, 4\) as \(px, py, pz, E\) \(got \(4, 4\)\)"),
        ((DENSE[:, :, :3],), r"\(got \(3, 4, 3\)\)"),
        ((DENSE, REAL[:, :3]), r"'mask' must have shape \(3, 4\) \(got \(3, 3\)\)"),
        ((DENSE, 2 * REAL), "'mask' must be true where there is a particle"),
        ((DENSE, ~REAL), r"jet 0: .*at least one constituent \(got padding only\)"),
        ((PARTLY,), "jet 1: a particle must be masked whole or not at all"),
        ((None,), r"'p4' must be an array of numbers \(got None\)"),
    ],
)
def test_what_is_no_padded_array(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Constituents.from_padded(*arguments)


def test_what_is_no_column() -> None:
    with pytest.raises(ValueError, match=r"'d0' must have shape \(3, 4\), .* or \(3,\)"):
        Constituents.from_padded(DENSE, d0=np.zeros((3, 5)))
    with pytest.raises(ValueError, match="'d0' must not be masked where there is a particle"):
        Constituents.from_padded(DENSE, d0=np.ma.array(NUMBER, mask=REAL))


def test_rows_of_one_jet() -> None:
    rows = np.ma.array(DENSE[1], mask=False)
    rows[1] = np.ma.masked
    assert particles(0, rows).tolist() == DENSE[1, [0, 2, 3]].tolist()
    rows[0, 1] = np.ma.masked
    with pytest.raises(ValueError, match="jet 3: a particle must be masked whole or not at all"):
        particles(3, rows)
    with pytest.raises(ValueError, match="jet 1: every jet must have at least one constituent"):
        Constituents.from_list([DENSE[0], np.zeros((2, 4))])
