from pathlib import Path

import pytest

from pyg_jets.datasets.files import files_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.root", "a.root", "c.h5", "odd[1].root"):
        (tmp_path / name).touch()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "d.root").touch()
    return tmp_path


def test_paths_patterns_and_lists(folder: Path) -> None:
    def names(*wanted: str) -> list[str]:
        return [str(folder / name) for name in wanted]

    assert files_of(folder / "a.root") == names("a.root")
    assert files_of("not there") == ["not there"]
    assert files_of(f"{folder}/?.root") == names("a.root", "b.root")
    assert files_of(f"{folder}/[ab].root:dir/t") == names("a.root:dir/t", "b.root:dir/t")
    assert files_of(folder / "odd[1].root") == names("odd[1].root")
    assert files_of(f"{folder}/**/d.root") == names("deep/d.root")
    assert files_of([folder / "c.h5", f"{folder}/?.root"]) == names("c.h5", "a.root", "b.root")
    assert files_of(iter(["x", "y:t"])) == ["x", "y:t"]


def test_what_is_no_file(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no file fits the pattern '.*\*\.txt'"):
        files_of(f"{folder}/*.txt")
    with pytest.raises(FileNotFoundError, match="no file fits the pattern"):
        files_of(f"{folder}/*.txt:tree")
    with pytest.raises(ValueError, match="at least one file"):
        files_of([])
    with pytest.raises(TypeError, match=r"'path' must be a file, .*\(got NoneType\)"):
        files_of(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"'path' must be a file, .*\(got bytes\)"):
        files_of(b"bytes")  # type: ignore[arg-type]
    for bad in ([None], [b"bytes"], [["nested"]]):
        with pytest.raises(TypeError, match=r"'path' must list files \(got"):
            files_of(bad)  # type: ignore[arg-type]
