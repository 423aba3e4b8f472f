"""Tasks side by side are found by their names, and what cannot stand side by side is refused."""

from pathlib import Path

import pytest

from pyg_jets import Kind, Task
from pyg_jets.datasets import TASKS
from pyg_jets.study import study
from pyg_jets.study.tasks import tasks_by_name


def test_names_files_and_tasks(tmp_path: Path) -> None:
    file = tmp_path / "task.yaml"
    file.write_text("kinds: [w, top]")
    named = tasks_by_name(["w-qcd", file, Task.named("top-qcd")])
    assert list(named) == ["w-qcd", "w-top", "top-qcd"]
    assert [named[name] for name in named] == [Task.named(name) for name in named]
    assert list(tasks_by_name(TASKS)) == list(TASKS)
    pairs = tasks_by_name(["w-top-qcd"])
    assert list(pairs) == ["w-top-qcd_w-top", "w-top-qcd_w-qcd", "w-top-qcd_top-qcd"]


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ([], "there must be a task"),
        (["w-top", Task.named("w-top").on_trees("kt")], r"different names \(got 'w-top' 2 times\)"),
        (["w-top-qcd", "w-top-qcd"], r"different names \(got 'w-top-qcd_w-top' 2 times\)"),
        (
            [Task("w-qcd", [Kind("top"), Kind("qcd")])],
            r"the paper's name of w against qcd \(got it for top, qcd\)",
        ),
        (
            ["w-top", Task.named("w-qcd").on_trees("kt")],
            r"same frame \(got w-top: cambridge_aachen, jet; w-qcd: kt, jet\)",
        ),
    ],
)
def test_what_cannot_stand_side_by_side(tasks: list[str | Task], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        tasks_by_name(tasks)


def test_a_study_refuses_what_is_not_there_before_the_work(own_kinds: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="must hold a file or a finished simulation"):
        study(tmp_path / "out", tasks=["top-qcd"], source=own_kinds)
    assert not (tmp_path / "out").exists()
