from pathlib import Path

import numpy as np
import pytest
import torch

from pyg_jets import datasets
from pyg_jets.datasets import formats
from tests.written import charges, expected, write_aspen_open_jets

h5py = pytest.importorskip("h5py")


def change(path: Path, name: str, value: np.ndarray) -> None:
    write_aspen_open_jets(path, without=name)
    with h5py.File(path, "a") as file:
        file[name] = value


def test_weights_multiply_once(tmp_path: Path) -> None:
    write_aspen_open_jets(tmp_path / "a.h5")
    jets, truth = datasets.read(tmp_path / "a.h5"), expected()
    assert torch.equal(jets.ptr, truth.ptr)
    torch.testing.assert_close(jets.p4, truth.p4, rtol=1e-6, atol=1e-4)
    assert jets.pid is not None
    assert truth.pid is not None
    assert jets.charge is not None
    assert jets.event is not None
    assert torch.equal(jets.pid, truth.pid)
    assert jets.charge.tolist() == charges(truth.pid.numpy()).tolist()
    assert jets.event.tolist() == [i // 2 for i in range(12)]
    assert jets.particle_columns["puppiWeight"].unique().tolist() == [0.5]
    assert jets.particle_columns["dz"].tolist()[:3] == [0, 1, 2]
    assert jets.jet_columns["jet_msoftdrop"].tolist()[:2] == [3, 7]
    raw = datasets.read(tmp_path / "a.h5", puppi=False)
    assert len(raw.p4) == len(truth.p4) + 1
    torch.testing.assert_close(raw[1:].p4, 2 * truth[1:].p4, rtol=1e-6, atol=1e-4)


@pytest.mark.parametrize("name", ["PFCands", "jet_kinematics", "jet_tagging", "event_info"])
def test_what_is_missing_is_named(name: str, tmp_path: Path) -> None:
    write_aspen_open_jets(tmp_path / "a.h5", without=name)
    with pytest.raises(ValueError, match=f"no column {name}; there are "):
        formats.aspen_open_jets.read(tmp_path / "a.h5")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PFCands", np.ones((12, 3, 16)), r"'PFCands' must have 11 columns \(got \(12, 3, 16\)"),
        ("event_info", np.ones((12, 4)), r"'event_info' must have 3 columns"),
        ("jet_tagging", np.ones((10, 13)), "data sets of one length are needed"),
    ],
)
def test_other_arrays(name: str, value: np.ndarray, message: str, tmp_path: Path) -> None:
    change(tmp_path / "a.h5", name, value)
    with pytest.raises(ValueError, match=message):
        formats.aspen_open_jets.read(tmp_path / "a.h5")
