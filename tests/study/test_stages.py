"""Stages run once for the same inputs, and again when one changes."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from pyg_jets import Task
from pyg_jets.datasets import sample
from pyg_jets.study.stages import Stages, fingerprint
from tests.written import write_fixed_top_tagging, write_top_tagging


@pytest.fixture
def jets(tmp_path: Path) -> Path:
    folder = tmp_path / "jets"
    folder.mkdir()
    for kind in ("w", "qcd"):
        sample(kind)[:3].save(folder / f"{kind}.safetensors")
    return folder


def _tasks(folder: Path) -> list[Task]:
    return [Task.named("w-qcd", folder)]


def test_what_is_kept_is_not_run_again(jets: Path, tmp_path: Path) -> None:
    runs: list[int] = []

    def run(number: int) -> int:
        runs.append(number)
        return number**2

    for _ in range(2):  # a new process would find the same
        stages = Stages(tmp_path / "stages", _tasks(jets))
        assert stages({"stage": "square", "number": 3}, partial(run, 3)) == 9
    assert runs == [3]
    assert stages({"stage": "square", "number": 4}, partial(run, 4)) == 16
    sample("w")[:4].save(jets / "w.safetensors")
    changed = Stages(tmp_path / "stages", _tasks(jets))
    changed({"stage": "square", "number": 3}, partial(run, 3))
    assert runs == [3, 4, 3]


def test_what_fails_is_not_kept(jets: Path, tmp_path: Path) -> None:
    stages = Stages(tmp_path / "stages", _tasks(jets))
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
    found = {fingerprint([]), fingerprint(_tasks(jets))}
    (jets / "w.safetensors").rename(jets / "top.safetensors")
    found.add(fingerprint([Task.named("top-qcd", jets)]))
    with (jets / "top.safetensors").open("r+b") as file:
        file.seek(200)
        file.write(b"\xff")
    found.add(fingerprint([Task.named("top-qcd", jets)]))
    assert len(found) == 4


def test_fingerprint_does_not_follow_what_is_no_jet(jets: Path) -> None:
    before = fingerprint(_tasks(jets))
    (jets / "notes.txt").touch()
    (jets / "results").mkdir()
    (jets / "results" / "results.json").touch()
    assert fingerprint(_tasks(jets)) == before


def test_fingerprint_follows_what_a_task_says() -> None:
    task, kinds = Task.named("w-qcd"), Task.named("w-qcd").kinds
    assert fingerprint([task, Task.named("w-top")]) == fingerprint([]) == "bundled sample"
    jets = sample("w")[:9]
    others = [
        task.on_trees("kt"),
        task.on_trees(frame="laboratory"),
        replace(task, kinds=kinds[::-1]),
        replace(task, kinds=[replace(kinds[0], title="W boson"), kinds[1]]),
        replace(task, kinds=[replace(kinds[0], jets=jets), kinds[1]]),
        replace(task, kinds=[replace(kinds[0], jets=jets[:8]), kinds[1]]),
    ]
    assert len({fingerprint([other]) for other in (task, *others)}) == 7


def test_fingerprint_of_the_reference_set(tmp_path: Path) -> None:
    for part in ("train", "val", "test"):
        write_top_tagging(tmp_path / f"{part}.h5")
    task = Task.named("top-qcd", tmp_path)
    before = fingerprint([task])
    write_fixed_top_tagging(tmp_path / "test.h5")
    assert fingerprint([task]) != before
