"""Small files that would unpack to large ones are refused before they do."""

import gzip
import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from pyg_jets import datasets
from pyg_jets.datasets.formats import _limits
from pyg_jets.datasets.formats._limits import check_unpacked, limited, unpacked_at_most


def test_what_any_file_may_unpack_to(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 1_000_000)
    assert unpacked_at_most(tmp_path / "a") == 100_000_000
    check_unpacked(tmp_path / "a", 100_000_000)
    with pytest.raises(ValueError, match="100,000,001 bytes packed into 1,000,000, more than 100"):
        check_unpacked(tmp_path / "a", 100_000_001)
    (tmp_path / "b").touch()
    check_unpacked(tmp_path / "b", 1 << 26)


def _gzip(path: Path) -> BinaryIO:
    return limited(gzip.GzipFile(path), path)


def test_gzip_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_limits, "ALWAYS", 100_000)
    text = bytes(range(256)) * 390
    (tmp_path / "a.gz").write_bytes(gzip.compress(text))
    with _gzip(tmp_path / "a.gz") as file:
        assert file.read() == text
    with io.TextIOWrapper(_gzip(tmp_path / "a.gz"), "latin1", newline="") as words:
        assert words.read().encode("latin1") == text
    (tmp_path / "b.gz").write_bytes(gzip.compress(bytes(10_000_000)))
    with (
        _gzip(tmp_path / "b.gz") as file,
        pytest.raises(ValueError, match="more than 100 times: if you trust it"),
    ):
        file.read()


BOMB = 100_000_000


def _npz(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("X.npy", "w", force_zip64=True) as file:
            header = {"descr": "<f8", "fortran_order": False, "shape": (BOMB // 32, 1, 4)}
            np.lib.format.write_array_header_1_0(file, header)
            for _ in range(BOMB // 1_000_000):
                file.write(bytes(1_000_000))
        with archive.open("y.npy", "w") as file:
            np.lib.format.write_array(file, np.zeros(BOMB // 32, np.int8))


def _hepmc(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"HepMC::Version 3\nHepMC::Asciiv3-START_EVENT_LISTING\n")
        for _ in range(BOMB // 1_000_000):
            file.write(b" " * 1_000_000)


def _lundnet(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b'[{"px": 1, "pz":')
        for _ in range(BOMB // 1_000_000):
            file.write(b" " * 1_000_000)


def _jetnet(path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w") as file:
        shape = {"particle_features": (BOMB // 128, 4, 4), "jet_features": (BOMB // 128, 2)}
        for name, size in shape.items():
            file.create_dataset(
                name, size, "f8", chunks=(BOMB // 1280, *size[1:]), compression="gzip"
            )[:] = np.zeros(size)


def _columns(rows: int) -> dict[str, np.ndarray]:
    names = ("part_px", "part_py", "part_pz", "part_energy")
    return {name: np.zeros((rows, BOMB // 40_000), "f8") for name in names}


def _parquet(path: Path) -> None:
    """As written without compression, too: a number and how often it is there."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    lists = {
        name: pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])
        for name, values in _columns(1000).items()
    }
    pq.write_table(pa.table(lists), path, compression="none")


def _root(path: Path, kind: str = "tree") -> None:
    """Each basket is small."""
    uproot = pytest.importorskip("uproot")
    with uproot.recreate(path, compression=uproot.ZLIB(9)) as file:
        make = file.mktree if kind == "tree" else file.mkrntuple
        ak = pytest.importorskip("awkward")
        rows = {name: ak.from_regular(ak.Array(v)) for name, v in _columns(100).items()}
        tree = make("tree", {name: array.type.content for name, array in rows.items()})
        for _ in range(10):
            tree.extend(rows)


BOMBS = {"energyflow": _npz, "hepmc": _hepmc, "lundnet": _lundnet, "jetnet": _jetnet}


@pytest.mark.parametrize("format", BOMBS)
def test_bombs(format: str, tmp_path: Path) -> None:
    BOMBS[format](tmp_path / "bomb")
    assert (tmp_path / "bomb").stat().st_size < 1_000_000
    with pytest.raises(ValueError, match=r"bomb' must be .* more than 100 times"):
        datasets.read(tmp_path / "bomb", format)


TABLES: dict[str, Callable[[Path], None]] = {
    "parquet": _parquet,
    "TTree": _root,
    "RNTuple": partial(_root, kind="rntuple"),
}


@pytest.mark.parametrize("kind", TABLES)
def test_tables_of_zeros(kind: str, tmp_path: Path) -> None:
    TABLES[kind](tmp_path / "bomb")
    assert (tmp_path / "bomb").stat().st_size < 1_000_000
    columns = {"px": "part_px", "py": "part_py", "pz": "part_pz", "E": "part_energy"}
    for how in ({"format": "jetclass"}, {"columns": columns}):
        with pytest.raises(ValueError, match=r"bomb' must be .* more than 100 times"):
            datasets.read(tmp_path / "bomb", **how)
    with pytest.raises(ValueError, match="more than 100 times"):
        list(datasets.stream(tmp_path / "bomb", "jetclass", jets=20))
