import zipfile
from pathlib import Path

import numpy as np
import pytest

from pyg_jets.datasets.formats._npz import Rows, array, in_step, members


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_rows_in_pieces(save: object, tmp_path: Path) -> None:
    values = np.arange(30.0).reshape(10, 3)
    save(tmp_path / "a.npz", a=values, b=np.arange(10))  # type: ignore[operator]
    assert members(tmp_path / "a.npz") == {"a", "b"}
    np.testing.assert_array_equal(array(tmp_path / "a.npz", "a"), values)
    with Rows(tmp_path / "a.npz", "a") as a, Rows(tmp_path / "a.npz", "b") as b:
        pieces = list(in_step([a, b], 4))
    assert [len(piece[0]) for piece in pieces] == [4, 4, 2]
    np.testing.assert_array_equal(np.concatenate([piece[0] for piece in pieces]), values)
    np.testing.assert_array_equal(np.concatenate([piece[1] for piece in pieces]), np.arange(10))


def test_other_files_have_no_members(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PK\x03\x04 and no more")
    assert members(tmp_path / "a") == set()


def test_an_array_that_is_shorter_than_it_says(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(10))
    data = (tmp_path / "a.npy").read_bytes()
    for content in (data[:-8], data + b"12345678", data.replace(b"(10,)", b"(11,)")):
        with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
            archive.writestr("a.npy", content)
        with pytest.raises(ValueError, match="another size than it says"):
            array(tmp_path / "a.npz", "a")


def test_a_wrong_checksum_is_noticed_at_the_last_row(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", a=np.arange(1000.0))
    data = bytearray((tmp_path / "a.npz").read_bytes())
    data[500] ^= 1
    (tmp_path / "a.npz").write_bytes(data)
    with Rows(tmp_path / "a.npz", "a") as rows, pytest.raises(zipfile.BadZipFile, match="CRC"):
        list(in_step([rows], 100))


def test_methods_that_numpy_does_not_use(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(10))
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_LZMA) as archive:
        archive.write(tmp_path / "a.npy", "a.npy")
    with pytest.raises(ValueError, match="packed by method 14, which numpy does not use"):
        array(tmp_path / "a.npz", "a")
