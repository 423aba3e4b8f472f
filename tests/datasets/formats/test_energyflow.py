from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets.datasets import formats
from tests.written import expected, padded, write_energyflow


def test_momenta_masses_and_labels(tmp_path: Path) -> None:
    write_energyflow(tmp_path / "qg.npz")
    jets, truth = formats.energyflow.read(tmp_path / "qg.npz"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-9, atol=1e-9)
    assert jets.pid is not None
    assert truth.pid is not None
    assert torch.equal(jets.pid, truth.pid)
    assert jets.label is not None
    assert jets.label.tolist() == [0, 1] * 6


@pytest.mark.parametrize("column", ["X", "y"])
def test_missing_array(column: str, tmp_path: Path) -> None:
    write_energyflow(tmp_path / "qg.npz", without=column)
    with pytest.raises(ValueError, match=rf"qg\.npz.*no column {column}"):
        formats.energyflow.read(tmp_path / "qg.npz")


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.ones((2, 3, 5)), np.ones(2), r"must have shape \(jets, slots, 4\)"),
        (np.ones((2, 3, 4)), np.ones(3), r"one length.*\[2, 3\]"),
        (np.ones((2, 3, 4)), np.array([0.5, 1]), "'label|'y' must hold whole numbers"),
        (np.ones((2, 3, 4)) * 0.5, np.ones(2), "'pid' must hold whole numbers"),
        (np.ones((2, 3, 4)), np.ones((2, 2)), r"'y' must have shape \(jets,\) or .*\(got \(2, 2\)"),
        (-np.ones((2, 3, 4)), np.ones(2), r"jet 0: the pt of a particle must not be negative"),
        (np.ones((2, 3, 4), object), np.ones(2), "plain numbers"),
        (np.asfortranarray(np.ones((2, 3, 4))), np.ones(2), "C order"),
    ],
)
def test_other_arrays(x: np.ndarray, y: np.ndarray, message: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "qg.npz", X=x, y=y)
    with pytest.raises(ValueError, match=message):
        formats.energyflow.read(tmp_path / "qg.npz")


def test_empty_jets_are_left_out_with_their_labels(tmp_path: Path) -> None:
    x = padded([np.tile([22.0, 0.5, 0.5, 22.0], (size, 1)) for size in (2, 0, 3, 0)])
    np.savez(tmp_path / "qg.npz", X=x, y=np.array([[1.0], [0], [0], [1]]))
    with pytest.warns(UserWarning, match=r"qg\.npz': 2 of 4 jets have no particles and are left"):
        jets = formats.energyflow.read(tmp_path / "qg.npz")
    assert jets.ptr.tolist() == [0, 2, 5]
    assert jets.label is not None
    assert jets.label.tolist() == [1, 0]
