"""Names, files and tasks are all tasks."""

from pathlib import Path

import pytest

from pyg_jets import Kind, Task
from pyg_jets.datasets import TASKS, binary_task, resolve_task, sample


def test_names_files_and_tasks(tmp_path: Path) -> None:
    path = tmp_path / "mine.YML"
    path.write_text("kinds: [top, gluon]\nalgorithm: antikt", encoding="utf-8")
    task = Task("top-gluon", [Kind("top"), Kind("gluon")], "antikt")
    assert resolve_task(path) == resolve_task(str(path)) == resolve_task(task) == task
    assert resolve_task("top-gluon") == Task.named("top-gluon")
    for kind in ("hbb", "qcd"):
        sample("w")[:30].save(tmp_path / f"{kind}.safetensors")
    assert resolve_task("hbb-qcd", tmp_path) == Task.named("hbb-qcd", tmp_path)


def test_a_source_that_would_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("kinds: [top, gluon]", encoding="utf-8")
    for task, name in ((path, "mine.yaml"), (Task.named("w-qcd"), "w-qcd")):
        with pytest.raises(ValueError, match=rf"'source' is for tasks by their names .*{name}'"):
            resolve_task(task, tmp_path)


@pytest.mark.parametrize("task", TASKS)
def test_both_labels_on_every_side(task: str) -> None:
    for part in binary_task(task):
        assert part.label is not None
        assert set(part.label.tolist()) == {0, 1}
        assert 0.4 < float(part.label.double().mean()) < 0.6


def test_tasks_names_and_readers_of_kinds() -> None:
    train, _, test = binary_task("w-top", 4)
    again = binary_task(Task.named("w-top"), 4)
    assert train.p4.equal(again.train.p4)
    own = binary_task("top-w", 4, lambda kind: sample(kind)[:40])
    assert sum(map(len, own)) == 80
    assert test.label is not None
    assert own.test.label is not None
    assert test.p4[test.ptr[:-1]][test.label == 1][0].equal(
        sample("w").p4[sample("w").ptr[:-1]][_first_held_out("w", 4)]
    )


def _first_held_out(kind: str, seed: int) -> int:
    from pyg_jets.datasets import split_by_event

    held_out = split_by_event(sample(kind), seed=seed).test
    (jet,) = (sample(kind).p4[sample(kind).ptr[:-1]] == held_out.p4[0]).all(1).nonzero().flatten()
    return int(jet)


def test_three_kinds_are_not_binary() -> None:
    with pytest.raises(ValueError, match=r"two kinds \(got 3 in 'w-top-qcd'\): Task.constituents"):
        binary_task("w-top-qcd")
