from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from tests.written import expected, write_omnilearned

h5py = pytest.importorskip("h5py")


def change(path: Path, name: str, value: np.ndarray) -> None:
    write_omnilearned(path, without=name)
    with h5py.File(path, "a") as file:
        file[name] = value


def test_relative_coordinates_become_momenta(tmp_path: Path) -> None:
    write_omnilearned(tmp_path / "o.h5")
    jets, truth = datasets.read(tmp_path / "o.h5"), expected(massless=True)
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-5, atol=1e-3)
    assert jets.label is not None
    assert jets.label.tolist() == [0, 1] * 6
    assert list(jets.particle_columns) == ["data_4"]
    assert jets.jet_columns["global_1"].tolist() == truth.ptr.diff().tolist()


def test_all_nine_features_have_names(tmp_path: Path) -> None:
    data = np.zeros((12, 2, 9))
    data[:, 0] = np.arange(1, 10)
    change(tmp_path / "o.h5", "data", data)
    jets = datasets.read(tmp_path / "o.h5")
    assert len(jets.p4) == 12
    assert jets.particle_columns["pid_class"].tolist() == [5] * 12
    assert jets.particle_columns["dz_err"].tolist() == [9] * 12


@pytest.mark.parametrize("name", ["data", "pid"])
def test_what_is_missing_is_named(name: str, tmp_path: Path) -> None:
    write_omnilearned(tmp_path / "a.h5", without=name)
    with pytest.raises(ValueError, match=f"no column {name}; there are "):
        formats.omnilearned.read(tmp_path / "a.h5")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("data", np.ones((12, 3, 3)), r"'data' of shape \(12, 3, 3\), not \(jets, slots, 4 or m"),
        ("pid", np.ones(11), "data sets of one length are needed"),
        ("pid", np.full(12, 0.5), "'label' must hold whole numbers"),
    ],
)
def test_other_arrays(name: str, value: np.ndarray, message: str, tmp_path: Path) -> None:
    change(tmp_path / "a.h5", name, value)
    with pytest.raises(ValueError, match=message):
        formats.omnilearned.read(tmp_path / "a.h5")
