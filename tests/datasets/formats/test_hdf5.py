import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pyg_jets import datasets
from pyg_jets.datasets.formats._hdf5 import checked, fits, is_hdf5, names, open_hdf5, same_length

h5py = pytest.importorskip("h5py")


def test_shapes_that_do_not_fit_what_is_stored(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["whole"] = np.ones((5, 2))
        file.create_dataset("chunked", data=np.ones((5, 2)), chunks=(2, 2))
        file.create_dataset("never written", (5, 2), "f8")
        file.create_dataset("half written", (5, 2), "f8", chunks=(2, 2))[:2] = 1
    assert is_hdf5(tmp_path / "a.h5")
    with open_hdf5(tmp_path / "a.h5") as file:
        assert checked(file["whole"]).shape == (5, 2)
        assert checked(file["chunked"]).shape == (5, 2)
        for name in ("never written", "half written"):
            with pytest.raises(ValueError, match=rf"{name}' of shape \(5, 2\) does not fit"):
                checked(file[name])


def test_a_filter_that_h5py_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("x", data=np.ones(5), chunks=(5,), compression="gzip")
    monkeypatch.setattr(h5py.h5z, "filter_avail", lambda _: False)
    monkeypatch.setitem(sys.modules, "hdf5plugin", None)
    with (
        open_hdf5(tmp_path / "a.h5") as file,
        pytest.raises(ImportError, match=r"a\.h5' is compressed .* pip install hdf5plugin"),
    ):
        checked(file["x"])


def _external_link(file: Any, other: Path) -> None:
    file["group/x"] = h5py.ExternalLink(other.name, "/x")


def _external_numbers(file: Any, other: Path) -> None:
    file.create_dataset("group/x", (5, 2), "f8", external=[(str(other), 0, 80)])


def _virtual(file: Any, other: Path) -> None:
    layout = h5py.VirtualLayout((5, 2), "f8")
    layout[:] = h5py.VirtualSource(str(other), "x", (5, 2))
    file.create_virtual_dataset("group/x", layout)


OUTSIDE = {
    _external_link: "'group/x' leads to the file 'other.h5': it is not followed",
    _external_numbers: "the numbers of 'group/x' lie in other files: they are not read",
    _virtual: "the numbers of 'group/x' lie in other files: they are not read",
}


@pytest.mark.parametrize("write", OUTSIDE)
def test_nothing_outside_the_file_is_read(write: Any, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = np.ones((5, 2))
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["whole"] = np.ones((5, 2))
        file["within"] = h5py.SoftLink("/whole")
        write(file, tmp_path / "other.h5")
    with pytest.raises(ValueError, match=OUTSIDE[write]):
        open_hdf5(tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5", "a") as file:  # it was closed
        del file["group"]
    with open_hdf5(tmp_path / "a.h5") as file:
        assert checked(file["within"]).shape == (5, 2)


@pytest.mark.parametrize("link", [True, False])
def test_readers_follow_no_links(link: bool, tmp_path: Path) -> None:
    values = {"particle_features": np.ones((3, 2, 4)), "jet_features": np.ones((3, 2))}
    with h5py.File(tmp_path / "other.h5", "w") as file:
        for name, array in values.items():
            file[name] = array
    assert len(datasets.read(tmp_path / "other.h5")) == 3
    with h5py.File(tmp_path / "jets.h5", "w") as file:
        for name, array in values.items():
            if link:
                file[name] = h5py.ExternalLink("other.h5", f"/{name}")
            else:
                array.tofile(tmp_path / name)
                storage = [(str(tmp_path / name), 0, array.nbytes)]
                file.create_dataset(name, array.shape, "f8", external=storage)
    with pytest.raises(ValueError, match="it is not followed" if link else "lie in other files"):
        datasets.read(tmp_path / "jets.h5", "jetnet")
    assert datasets.recognise(tmp_path / "jets.h5") is None


def test_what_a_file_holds_and_names_in_it(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "f", "w") as file:
        file["names"], file["text"] = np.bytes_(["a", "b"]), ["c", "ü"]
        file["two"], file["three"] = np.ones(2), np.ones(3)
    assert fits(tmp_path / "f", lambda file: "two" in file)
    assert not fits(tmp_path / "f", lambda file: file["four"])
    (tmp_path / "g").write_bytes(b"\x89HDF\r\n\x1a\n")
    assert not fits(tmp_path / "g", lambda _: True)
    with open_hdf5(tmp_path / "f") as file:
        assert names(file["names"]) == ["a", "b"]
        assert names(file["text"]) == ["c", "ü"]
        assert same_length(file, ("two", "names")) == 2
        with pytest.raises(ValueError, match=r"one length are needed .got two 2, three 3"):
            same_length(file, ("two", "three"))
