from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets.datasets import formats
from tests.written import expected, write_jetnet

h5py = pytest.importorskip("h5py")


def change(path: Path, name: str, value: Any) -> None:
    write_jetnet(path, without=name)
    with h5py.File(path, "a") as file:
        file[name] = value


def test_relative_coordinates_become_momenta(tmp_path: Path) -> None:
    write_jetnet(tmp_path / "jetnet.hdf5")
    jets, truth = formats.jetnet.read(tmp_path / "jetnet.hdf5"), expected(massless=True)
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("column", ["particle_features", "jet_features"])
def test_missing_data_set(column: str, tmp_path: Path) -> None:
    write_jetnet(tmp_path / "jetnet.hdf5", without=column)
    with pytest.raises(ValueError, match=f"no column {column}"):
        formats.jetnet.read(tmp_path / "jetnet.hdf5")


NEGATIVE = np.ones((12, 3, 4))
NEGATIVE[5, 1, 2] = -0.25
NEGATIVE[3, 1] = 0, 0, -0.5, 0  # where the mask says that there is nothing


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("particle_features", np.ones((12, 3, 5)), r"shape \(12, 3, 5\), not \(jets, slots, 4\)"),
        ("particle_features", np.full((12, 3, 4), 0.5), "neither 0 nor 1"),
        ("particle_features", NEGATIVE, r"jet 5: the pt .* \(got -\d"),
        ("jet_features", np.ones((11, 4)), r"shape \(11, 4\) for 12 jets"),
        ("jet_features", np.ones((12, 1)), r"shape \(12, 1\) for 12 jets"),
    ],
)
def test_other_shapes(name: str, value: np.ndarray, message: str, tmp_path: Path) -> None:
    change(tmp_path / "jetnet.hdf5", name, value)
    with pytest.raises(ValueError, match=message):
        formats.jetnet.read(tmp_path / "jetnet.hdf5")
