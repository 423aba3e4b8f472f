from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from tests.written import expected, write_atlas_top_tagging

h5py = pytest.importorskip("h5py")


def change(path: Path, name: str, value: np.ndarray) -> None:
    write_atlas_top_tagging(path, without=name)
    with h5py.File(path, "a") as file:
        file[name] = value


def test_momenta_are_in_gev(tmp_path: Path) -> None:
    write_atlas_top_tagging(tmp_path / "a.h5")
    jets, truth = datasets.read(tmp_path / "a.h5"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-5, atol=1e-4)
    assert jets.label is not None
    assert jets.weight is not None
    assert jets.label.tolist() == [0, 1] * 6
    assert jets.weight.tolist() == [1 + i / 4 for i in range(12)]
    assert jets.jet_columns["fjet_D2"].tolist() == [i / 3 for i in range(12)]
    sums = [float(jet.p4[:, :2].norm(dim=1).sum()) for jet in truth]
    assert jets.jet_columns["fjet_pt"].tolist() == pytest.approx(sums, rel=1e-5)
    assert truth.pid is not None
    assert jets.particle_columns["fjet_clus_taste"].tolist() == truth.pid.abs().tolist()


def test_test_files_have_no_weights(tmp_path: Path) -> None:
    write_atlas_top_tagging(tmp_path / "a.h5", without="weights")
    assert datasets.read(tmp_path / "a.h5").weight is None


@pytest.mark.parametrize("name", ["fjet_clus_pt", "fjet_clus_E", "labels"])
def test_what_is_missing_is_named(name: str, tmp_path: Path) -> None:
    write_atlas_top_tagging(tmp_path / "a.h5", without=name)
    with pytest.raises(ValueError, match=f"no column {name}; there are "):
        formats.atlas_top_tagging.read(tmp_path / "a.h5")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("fjet_clus_eta", np.ones((12, 13)), r"'fjet_clus_E' must have shape \(jets, slots\)"),
        ("labels", np.ones(11), "data sets of one length are needed"),
        ("fjet_clus_pt", -np.ones((12, 14)), r"jet 0: the pt .* \(got -0\.001\)"),
    ],
)
def test_other_arrays(name: str, value: np.ndarray, message: str, tmp_path: Path) -> None:
    change(tmp_path / "a.h5", name, value)
    with pytest.raises(ValueError, match=message):
        formats.atlas_top_tagging.read(tmp_path / "a.h5")
