import bz2
import gzip
import lzma
from pathlib import Path

import pytest

from pyg_jets.datasets.formats import _reading
from pyg_jets.datasets.formats._compression import opened, start

TEXT = b"first line\nsecond\n" * 20_000


def zstd(data: bytes) -> bytes:
    arrow = pytest.importorskip("pyarrow")
    packed: bytes = arrow.compress(data, codec="zstd", asbytes=True)
    return packed


PACKED = [bytes, gzip.compress, bz2.compress, lzma.compress, zstd]


@pytest.mark.parametrize("pack", PACKED)
def test_the_first_bytes_tell(pack: type, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(pack(TEXT))
    with opened(tmp_path / "f") as file:
        assert list(file) == TEXT.splitlines(keepends=True)
    assert start(tmp_path / "f", 12) == TEXT[:12]


@pytest.mark.parametrize("pack", PACKED[1:])
def test_a_cut_file_is_no_shorter_file(pack: type, tmp_path: Path) -> None:
    data = pack(TEXT)
    (tmp_path / "f").write_bytes(data[: len(data) // 2])
    with pytest.raises((OSError, EOFError)), opened(tmp_path / "f") as file:
        file.read()
    (tmp_path / "f").write_bytes(data[:6] + b"\xff" * 40)
    assert start(tmp_path / "f", 12) == b""


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_bytes(b"\x28\xb5\x2f\xfd")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"needs the package 'pyarrow': pip install"):
        start(tmp_path / "f", 1)
    assert _reading.head(tmp_path / "f", 1) == b"\x28"
