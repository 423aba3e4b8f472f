import os
from pathlib import Path

import pytest

from pyg_jets import datasets
from pyg_jets.datasets.formats._place import file_of, inside_of, opened_file


def test_a_file_and_what_is_meant_in_it(tmp_path: Path) -> None:
    file, odd = tmp_path / "a.root", tmp_path / "b:tree"
    file.touch()
    odd.touch()
    for path, inside in ((f"{file}:dir/tree", "dir/tree"), (Path(f"{file}:/tree"), "tree")):
        assert (file_of(path), inside_of(path)) == (file, inside)
    assert (file_of(odd), inside_of(odd)) == (odd, "")
    assert (file_of(f"{odd}:t"), inside_of(f"{odd}:t")) == (odd, "t")
    assert (file_of("nowhere:tree"), inside_of("nowhere:tree")) == (Path("nowhere:tree"), "")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "link", "/dev/null"):
        with pytest.raises(OSError, match=r"must be a file \(got a pipe, a socket or a device\)"):
            opened_file(path)
        for format in (None, "recnn", "jetnet"):
            with pytest.raises(OSError, match=r"must be a file \(got a pipe"):
                datasets.read(path, format)
    (tmp_path / "file").write_bytes(b"content")
    with opened_file(f"{tmp_path / 'file'}:tree") as file:
        assert file.read() == b"content"
