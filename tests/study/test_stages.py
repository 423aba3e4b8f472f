"""Stages run once for the same inputs, and again when one changes."""

from functools import partial
from pathlib import Path

import pytest

from pyg_jets.datasets import sample
from pyg_jets.study.stages import Stages, fingerprint


@pytest.fixture
def jets(tmp_path: Path) -> Path:
    folder = tmp_path / "jets"
    folder.mkdir()
    sample("w")[:3].save(folder / "w.safetensors")
    return folder


def test_what_is_kept_is_not_run_again(jets: Path, tmp_path: Path) -> None:
    runs: list[int] = []

    def run(number: int) -> int:
        runs.append(number)
        return number**2

    for _ in range(2):  # a new process would find the same
        stages = Stages(tmp_path / "stages", jets)
        assert stages({"stage": "square", "number": 3}, partial(run, 3)) == 9
    assert runs == [3]
    assert stages({"stage": "square", "number": 4}, partial(run, 4)) == 16
    sample("w")[:4].save(jets / "w.safetensors")
    changed = Stages(tmp_path / "stages", jets)
    changed({"stage": "square", "number": 3}, partial(run, 3))
    assert runs == [3, 4, 3]


def test_what_fails_is_not_kept(jets: Path, tmp_path: Path) -> None:
    stages = Stages(tmp_path / "stages", jets)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            stages({"stage": "divide"}, lambda: 1 // 0)
    assert stages({"stage": "divide"}, lambda: 1) == 1


def test_without_a_folder_every_stage_runs() -> None:
    runs: list[int] = []
    stages = Stages(None)
    for _ in range(2):
        stages({"stage": "any"}, lambda: runs.append(1))
    assert runs == [1, 1]


def test_fingerprint_follows_names_and_bytes(jets: Path) -> None:
    found = {fingerprint(None), fingerprint(jets)}
    (jets / "w.safetensors").rename(jets / "top.safetensors")
    found.add(fingerprint(jets))
    with (jets / "top.safetensors").open("r+b") as file:
        file.seek(200)
        file.write(b"\xff")
    found.add(fingerprint(jets))
    assert len(found) == 4


def test_fingerprint_does_not_follow_what_is_no_jet(jets: Path) -> None:
    before = fingerprint(jets)
    (jets / "notes.txt").touch()
    (jets / "results").mkdir()
    (jets / "results" / "results.json").touch()
    assert fingerprint(jets) == before
