"""A folder says whether it is whole; one that says nothing is taken as it is."""

import json
from pathlib import Path

import pytest

from pyg_jets.jobs import finished


def _filled(folder: Path) -> Path:
    finished.begin(folder)
    (folder / "tables").mkdir()
    files = [folder / "b", folder / "a", folder / "tables" / "c"]
    for number, file in enumerate(files):
        file.write_bytes(b"x" * number)
    finished.finish(folder, files)
    return folder


def test_a_whole_folder(tmp_path: Path) -> None:
    finished.check_whole(tmp_path, "never said")
    assert not finished.begun(tmp_path)
    finished.check_whole(_filled(tmp_path), "never said")
    assert not finished.begun(tmp_path)
    record = json.loads((tmp_path / "finished.json").read_text())
    assert record == {
        "format": "pyg_jets.finished",
        "finished": True,
        "files": {"a": 1, "b": 0, "tables/c": 2},
    }


def test_an_unfinished_folder(tmp_path: Path) -> None:
    finished.begin(tmp_path)
    (tmp_path / "a").touch()
    assert finished.begun(tmp_path)
    with pytest.raises(ValueError, match=r"must be finished \(got .* interrupted .*: run it again"):
        finished.check_whole(tmp_path, "run it again")


def test_a_folder_that_lost_something(tmp_path: Path) -> None:
    _filled(tmp_path)
    (tmp_path / "a").write_bytes(b"xx")
    with pytest.raises(ValueError, match=r"a' must have the 1 bytes .* \(got 2 bytes\): copy it"):
        finished.check_whole(tmp_path, "copy it again")
    (tmp_path / "a").unlink()
    with pytest.raises(ValueError, match="got no such file"):
        finished.check_whole(tmp_path, "copy it again")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "else", "finished": true, "files": {}}']
    + [f'{{"format": "pyg_jets.finished", {rest}}}' for rest in ('"finished": 1, "files": {}',)]
    + ['{"format": "pyg_jets.finished", "finished": true, "files": {"a": "b"}}'],
)
def test_foreign_records(text: str, tmp_path: Path) -> None:
    (tmp_path / "finished.json").write_text(text)
    with pytest.raises(ValueError, match="must be the record of a folder"):
        finished.check_whole(tmp_path, "")
