"""Names of kinds with a dash between make a task, where there are jets of each."""

from pathlib import Path

import pytest

from pyg_jets import Kind, Task
from pyg_jets.datasets import TASKS, sample
from pyg_jets.datasets.task_name import parts_of_name


def test_kinds_of_the_sample_and_of_a_folder(tmp_path: Path) -> None:
    for name in TASKS:
        assert parts_of_name(name) == {"kinds": [Kind(kind) for kind in name.split("-")]}
    for kind in ("hbb", "qcd"):
        sample("qcd")[:3].save(tmp_path / f"{kind}.safetensors")
    signal, background = parts_of_name("hbb-qcd", tmp_path)["kinds"]
    assert (signal.jets, background.title) == (tmp_path / "hbb.safetensors", "QCD")


def test_kinds_that_are_not_in_the_sample() -> None:
    with pytest.raises(ValueError, match=r"w, top, .* such as w-qcd, .* \(got 'hbb-qcd'\): other"):
        Task.named("hbb-qcd")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("w", r"the task 'w' must have two or more kinds, such as w-qcd \(got 1\)"),
        ("w-qcd-w", r"must have different kinds \(got 'w' twice\)"),
        ("w--qcd", r"kinds of the bundled sample, .* \(got 'w--qcd'\)"),
        ("w/qcd", "a task's name must have letters"),
    ],
)
def test_names_of_no_task(name: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Task.named(name)
