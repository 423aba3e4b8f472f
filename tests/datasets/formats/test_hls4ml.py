from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from tests.written import expected, write_hls4ml

h5py = pytest.importorskip("h5py")


def change(path: Path, name: str, value: np.ndarray) -> None:
    write_hls4ml(path, without=name)
    with h5py.File(path, "a") as file:
        file[name] = value


def test_particles_classes_and_columns(tmp_path: Path) -> None:
    write_hls4ml(tmp_path / "h.h5")
    jets, truth = datasets.read(tmp_path / "h.h5"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-6, atol=1e-4)
    assert jets.label is not None
    assert jets.label.tolist() == [0, 1] * 6  # j_g, j_q
    assert list(jets.jet_columns) == ["j_ptfrac", "j_pt", "j_undef"]
    assert jets.jet_columns["j_ptfrac"].tolist() == [i / 12 for i in range(12)]


@pytest.mark.parametrize(
    "name", ["jetConstituentList", "jets", "particleFeatureNames", "jetFeatureNames", "j1_e", "j_z"]
)
def test_what_is_missing_is_named(name: str, tmp_path: Path) -> None:
    write_hls4ml(tmp_path / "a.h5", without=name)
    with pytest.raises(ValueError, match=f"no column {name}; there are "):
        formats.hls4ml.read(tmp_path / "a.h5")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "particleFeatureNames",
            np.bytes_(["j1_px", "j1_py", "j1_pz", "j1_e"]),
            "4 names for '/je",
        ),
        ("jets", np.zeros((12, 8)), "jet 0: one of j_g, j_q, j_w, j_z, j_t must be 1"),
        ("jets", np.ones((12, 8)), "jet 0: one of j_g"),
        ("jets", np.zeros((11, 8)), "one length are needed .*jetConstituentList 12, jets 11"),
    ],
)
def test_other_arrays(name: str, value: np.ndarray, message: str, tmp_path: Path) -> None:
    change(tmp_path / "a.h5", name, value)
    with pytest.raises(ValueError, match=message):
        formats.hls4ml.read(tmp_path / "a.h5")
