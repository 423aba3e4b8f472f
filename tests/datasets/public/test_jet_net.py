"""JetNet from small files that a server has, from download to trees."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import torch

from pyg_jets.datasets import JetNet, read
from tests.written import write_jetnet


@pytest.fixture
def record(zenodo: Any, tmp_path: Path) -> Any:
    """Files of 2,100, 708 and 12 jets."""
    for name, copies in (("t", 175), ("w", 59), ("g150", 1)):
        write_jetnet(tmp_path / "file")
        with h5py.File(tmp_path / "file", "a") as file:
            for key in ("particle_features", "jet_features"):
                values = file.pop(key)[:]
                file[key] = np.concatenate([values] * copies)
        zenodo.files[f"{name}.hdf5"] = (tmp_path / "file").read_bytes()
    return zenodo


def test_from_download_to_trees(record: Any, tmp_path: Path) -> None:
    test = JetNet(tmp_path, "test", kinds=("t", "w"))
    assert (len(test), test.y.tolist()) == (300, [1] * 300)  # type: ignore[union-attr]
    jets, batch = read(tmp_path / "raw" / "t.hdf5"), test.batch()
    assert torch.equal(batch.p4[batch.is_leaf], jets[1700:2000].p4)
    asked = len(record.requests)
    assert [path for path, _ in record.requests] == [
        "/api/records/6975118",
        "/records/6975118/files/t.hdf5",
        "/api/records/6975118",
        "/records/6975118/files/w.hdf5",
    ]
    assert len(JetNet(tmp_path, "test", kinds=("t", "w"))) == 300
    train = JetNet(tmp_path, kinds=("t", "w"))
    assert len(record.requests) == asked
    assert len(train) == 1500 + 708
    assert sorted(set(train.y[:50].tolist())) == [0, 1]  # type: ignore[index]


def test_labels(record: Any, tmp_path: Path) -> None:
    train = JetNet(tmp_path, kinds=("w", "t"))
    assert train.y is not None
    assert (train.y == 1).sum() == 708
    alone = JetNet(tmp_path, kinds=("t",))
    assert alone.y is not None
    assert set(alone.y.tolist()) == {2}
    assert len({train.paths[0].parent, alone.paths[0].parent}) == 2
    assert record.requests[-1][0].endswith("t.hdf5")


def test_150_particles(record: Any, tmp_path: Path) -> None:
    assert len(JetNet(tmp_path, kinds=("g",), particles=150)) == 12
    assert record.requests[-1][0] == "/records/6975117/files/g150.hdf5"


def test_no_jets_of_a_split(record: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must hold jets of this split and these kinds \(got non"):
        JetNet(tmp_path, "val", kinds=("g",), particles=150)
    assert record.requests != []


def test_bad_options(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'particles' must be 30 or 150 \(got 50\)"):
        JetNet(tmp_path, particles=50)
    with pytest.raises(ValueError, match=r"'kinds' must be different ones of g, .* \(got t, b\)"):
        JetNet(tmp_path, kinds=("t", "b"))
    with pytest.raises(ValueError, match=r"'split' must be one of train, val, .* \(got 'valid'\)"):
        JetNet(tmp_path, "valid")
