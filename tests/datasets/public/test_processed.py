"""Made once, made again when the source has changed, never left half."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pyg_jets.datasets.public import processed
from pyg_jets.datasets.public.processed import content_key, make_once
from pyg_jets.datasets.public.zenodo import md5_of


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "raw"
    path.write_bytes(b"jets")
    return path


def test_the_key_follows_content_settings_and_order(source: Path, tmp_path: Path) -> None:
    key = content_key([source], frame="jet")
    assert key == content_key([source], frame="jet")
    assert len(key) == 16
    other = tmp_path / "other"
    other.write_bytes(b"JETS")
    keys = {
        key,
        content_key([source], frame="laboratory"),
        content_key([other], frame="jet"),
        content_key([source, other], frame="jet"),
        content_key([other, source], frame="jet"),
    }
    assert len(keys) == 5
    source.write_bytes(b"JETS")
    assert content_key([source], frame="jet") == content_key([other], frame="jet")


def test_the_name_does_not_count(source: Path, tmp_path: Path) -> None:
    key = content_key([source])
    source.rename(tmp_path / "renamed")
    assert content_key([tmp_path / "renamed"]) == key


def test_another_version_makes_another_key(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = content_key([source])
    monkeypatch.setattr(processed, "version", lambda _: "99")
    assert content_key([source]) != key


def test_content_is_read_once(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def counted(path: Path) -> str:
        read.append(path)
        return md5_of(path)

    monkeypatch.setattr(processed, "md5_of", counted)
    keys = {content_key([source]) for _ in range(3)}
    assert len(read) == 1
    os.utime(source, (1, 1))
    assert {content_key([source])} == keys
    assert len(read) == 2


@pytest.mark.parametrize("notes", ["half {", "[1]", ""])
def test_damaged_notes_do_not_matter(notes: str, source: Path, tmp_path: Path) -> None:
    key = content_key([source])
    (tmp_path / ".md5.json").write_text(notes)
    assert content_key([source]) == key


def test_a_missing_source(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        content_key([tmp_path / "nowhere"])


def _make(folder: Path) -> None:
    folder.mkdir()
    (folder / "made").write_text(str(time.monotonic_ns()))


def test_made_once_by_many(tmp_path: Path) -> None:
    folder, made = tmp_path / "result", []

    def make(half: Path) -> None:
        made.append(half)
        time.sleep(0.05)
        assert not folder.exists()
        _make(half)

    threads = [threading.Thread(target=make_once, args=(folder, make)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert [path.name for path in folder.iterdir()] == ["made"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail(half: Path) -> None:
        _make(half)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        make_once(tmp_path / "result", fail)
    assert [path.name for path in tmp_path.iterdir()] == [".result.lock"]


def test_what_a_killed_process_left_does_not_matter(tmp_path: Path) -> None:
    half = tmp_path / ".result.half"
    half.mkdir()
    (half / "half").write_text("half")
    make_once(tmp_path / "result", _make)
    assert [path.name for path in (tmp_path / "result").iterdir()] == ["made"]
    assert not half.exists()


_KILLED = """
import os, pathlib, signal, sys
from pyg_jets.datasets.public.processed import make_once
def make(half):
    half.mkdir()
    (half / "half").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
make_once(pathlib.Path(sys.argv[1]), make)
"""


@pytest.mark.slow
def test_a_killed_process_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "result"
    command = [sys.executable, "-c", _KILLED, str(folder)]
    assert subprocess.run(command, cwd=Path(__file__).parents[3], check=False).returncode == -9
    assert not folder.exists()
    make_once(folder, _make)
    assert [path.name for path in folder.iterdir()] == ["made"]
    assert not (tmp_path / ".result.half").exists()
