"""A file is whole or not there."""

import os
import resource
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from pyg_jets.jobs.atomic import (
    atomic_path,
    check_folder,
    check_names,
    check_writable,
    made_folder,
    save_tensors,
    save_text,
)


def _write_and_fail(path: Path) -> None:
    with atomic_path(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError("power cut")


def test_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="power cut"):
        _write_and_fail(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_success_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with atomic_path(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_text_is_utf_8_and_whole(tmp_path: Path) -> None:
    save_text(tmp_path / "a.md", "ε ≤ ½\n")
    assert (tmp_path / "a.md").read_bytes() == "ε ≤ ½\n".encode()
    with pytest.raises(FileNotFoundError, match="must exist"):
        save_text(tmp_path / "no" / "a.md", "")


def test_folder_must_exist(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match=r"folder of .* must exist"),
        atomic_path(tmp_path / "no" / "a.txt"),
    ):
        pass


def test_a_file_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError, match="could not be written"):
            save_tensors(tmp_path / "a.safetensors", {"a": torch.ones(1000)}, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not (tmp_path / "a.safetensors").exists()


def test_a_file_may_be_read_by_whom_the_folder_says(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        save_tensors(tmp_path / "a.safetensors", {"a": torch.ones(3)}, {})
    finally:
        os.umask(before)
    assert (tmp_path / "a.safetensors").stat().st_mode & 0o777 == 0o644


def test_a_new_folder_that_stays_empty_is_gone(tmp_path: Path) -> None:
    with made_folder(tmp_path / "new") as folder:
        assert folder.is_dir()
    assert not folder.exists()
    with made_folder(tmp_path / "kept") as folder:
        (folder / "file").touch()
    assert folder.is_dir()
    (tmp_path / "old").mkdir()
    with made_folder(tmp_path / "old") as folder:
        pass
    assert folder.is_dir()


def test_the_same_content_has_the_same_bytes(tmp_path: Path) -> None:
    tensors = {"b": torch.arange(3.0), "a": torch.ones(2, 2, dtype=torch.float64)}
    metadata = {
        name: f'\u00e9 {name} "quoted"' for name in ("tagger", "config", "format", "x", "y")
    }
    for number in range(8):
        order = dict(sorted(metadata.items(), key=lambda item: hash((number, item[0]))))
        save_tensors(tmp_path / f"{number}.safetensors", tensors, order)
    files = [(tmp_path / f"{number}.safetensors").read_bytes() for number in range(8)]
    assert len(set(files)) == 1
    with safe_open(tmp_path / "0.safetensors", "pt") as file:
        assert file.metadata() == metadata
        assert all(torch.equal(file.get_tensor(name), tensor) for name, tensor in tensors.items())


@pytest.mark.parametrize("name", ["n" * 251 + ".txt", "n." + "t" * 253, "n" * 255, "\u00e9" * 127])
def test_the_longest_names(name: str, tmp_path: Path) -> None:
    check_writable(tmp_path / name, tmp_path)
    save_text(tmp_path / name, "text")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["n" * 256, "\u00e9" * 128])
def test_longer_names_are_refused_before_the_work(name: str, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"at most 255 bytes \(got 256 in"):
        check_writable(tmp_path / name / "a.txt", tmp_path)
    with pytest.raises(OSError, match="must be where files can be written"):
        check_writable("/proc/a.txt", "/proc")
    assert list(tmp_path.iterdir()) == []


def test_folders_are_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "more"):
        with pytest.raises(NotADirectoryError, match=r"a folder \(got the file '.*/file'\)"):
            check_folder(folder)
    with pytest.raises(OSError, match=r"at most 255 bytes \(got 300 in 'nnnn"):
        check_folder(tmp_path / ("n" * 300) / "more")
    with pytest.raises(OSError, match=r"'/proc/new' must be where files can be written \(got: "):
        check_folder("/proc/new")
    check_folder(tmp_path / "new" / "newer")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_names_that_no_file_has() -> None:
    check_names(Path("a", "é" * 127))
    with pytest.raises(OSError, match=r"at most 255 bytes \(got 256 in 'éééé"):
        check_names(Path("é" * 128, "a"))
