"""Tasks of any kinds: their labels, their jets, read and clustered once by their own algorithm."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, Kind, Task, cluster
from pyg_jets.datasets import TASKS, sample, split_by_event
from pyg_jets.datasets import task as task_module
from pyg_jets.datasets.recent import Recent


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_module, "_TREES", Recent(2**29, task_module._bytes))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, kind in enumerate(("hbb", "qcd", "zqq")):
        sample("qcd")[60 * number : 60 * (number + 1)].save(tmp_path / f"{kind}.safetensors")
    return tmp_path


@pytest.fixture
def clustered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of jets in every clustering."""
    numbers: list[int] = []

    def counted(jets: Constituents, *args: Any, **options: Any) -> JetTreeDataset:
        numbers.append(len(jets))
        return cluster(jets, *args, **options)

    monkeypatch.setattr(task_module, "cluster", counted)
    return numbers


def _same(ours: JetTreeDataset, other: JetTreeDataset) -> bool:
    return (
        ours.merges.equal(other.merges)
        and ours.constituents.p4.equal(other.constituents.p4)
        and torch.equal(ours.batch().x, other.batch().x)
        and torch.equal(ours.y, other.y)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("name", ["quark-gluon", "top-w"])
@pytest.mark.parametrize(("algorithm", "frame"), [("random", "laboratory"), ("kt", "jet")])
def test_split_as_written_out(name: str, algorithm: str, frame: Any) -> None:
    """Each kind split by event, signal 1 before background 0, evenly spaced jets clustered."""
    signal, background = (split_by_event(sample(kind), seed=3) for kind in name.split("-"))
    task = Task.named(name).on_trees(algorithm, frame)
    split = task.split(3, 25)
    for place, trees in enumerate(split):
        jets = Constituents.concat([signal[place].with_label(1), background[place].with_label(0)])
        evenly = [k * len(jets) // 25 for k in range(25)]
        assert _same(trees, cluster(jets[evenly], algorithm, frame=frame))
    assert _same(task.test(3, 25), split.test)


def test_the_first_of_two_is_the_signal_and_more_are_counted() -> None:
    assert Task.named("w-qcd").labels == {"w": 1, "qcd": 0}
    assert Task.named("gluon-w-top").labels == {"gluon": 0, "w": 1, "top": 2}
    assert Task.named("gluon-w-top").title == "Gluon/W/Top"


def test_three_kinds_have_three_labels(folder: Path) -> None:
    split = Task.named("hbb-qcd-zqq", folder).split(1)
    assert sum(map(len, split)) == 180
    for part in split:
        assert part.y is not None
        assert part.y.unique().tolist() == [0, 1, 2]


def test_a_folder_s_kinds(folder: Path) -> None:
    task = Task.named("hbb-qcd", folder)
    assert task.files == [folder / "hbb.safetensors", folder / "qcd.safetensors"]
    assert [kind.title for kind in task.kinds] == ["H → bb", "QCD"]
    jets = Constituents.concat(list(task.constituents()))
    assert jets.label is not None
    signal = _hardest(jets[jets.label == 1])
    assert signal == _hardest(sample("qcd")[:60])


def test_background_is_tested_on_the_same_jets() -> None:
    first, second = (Task.named(task).held_out() for task in ("w-qcd", "top-qcd"))
    assert first.label is not None
    assert second.label is not None
    assert first[first.label == 0].p4.equal(second[second.label == 0].p4)


def _hardest(jets: Constituents) -> set[tuple[float, ...]]:
    """The momentum of each jet's first constituent, which tells jets apart."""
    momenta = set(map(tuple, jets.p4[jets.ptr[:-1]].tolist()))
    assert len(momenta) == len(jets)
    return momenta


@pytest.mark.parametrize("seed", [0, 3])
def test_no_task_is_tested_on_what_another_has_seen(seed: int) -> None:
    splits = {task: Task.named(task).constituents(seed) for task in TASKS}
    jets = {task: [_hardest(part) for part in split] for task, split in splits.items()}
    for source, target in product(TASKS, TASKS):
        train, val, _ = jets[source]
        assert (train | val).isdisjoint(jets[target][2])


def test_jets_are_clustered_once(folder: Path, clustered: list[int]) -> None:
    for _ in range(2):
        split = Task.named("hbb-qcd", folder).split(2, 40)
        test = Task.named("hbb-qcd", folder).test(2, 40)
    assert len(clustered) == 3
    assert _same(split.test, test)
    Task.named("hbb-qcd", folder).test(3, 40)
    assert len(clustered) == 4  # the others are not clustered


@pytest.mark.parametrize(
    "change",
    [
        lambda task, _: task.split(3),
        lambda task, _: task.split(2, 9),
        lambda task, _: task.on_trees("kt").split(2),
        lambda task, _: task.on_trees(frame="laboratory").split(2),
        lambda task, _: replace(task, kinds=task.kinds[::-1]).split(2),
        lambda task, path: _rewritten(task, path).split(2),
    ],
    ids=["seed", "jets", "algorithm", "frame", "kinds", "file"],
)
def test_what_depends_on_something_else_is_made_again(
    folder: Path, clustered: list[int], change: Callable[[Task, Path], Any]
) -> None:
    task = Task.named("hbb-qcd", folder)
    task.split(2)
    change(task, folder / "hbb.safetensors")
    assert len(clustered) == 6


def _rewritten(task: Task, path: Path) -> Task:
    jets = sample("w")[:60]
    jets.save(path)
    return task


def test_a_file_of_the_same_size_written_again(folder: Path) -> None:
    task, path = Task.named("hbb-qcd", folder), folder / "hbb.safetensors"
    before, size = task.test(), path.stat().st_size
    jets = Constituents.load(path)
    jets.p4.mul_(2)
    jets.save(path)
    assert path.stat().st_size == size
    after = task.test()
    signal = before.y == 1
    assert after[signal].constituents.p4.equal(2 * before[signal].constituents.p4)


def test_jets_in_memory_that_are_changed_in_place() -> None:
    jets = sample("w")[:60]
    task = Task("mine", [Kind("a", jets=jets), Kind("b", jets=sample("qcd")[:60])])
    before = task.test().constituents.p4
    jets.p4.mul_(2)
    assert not task.test().constituents.p4.equal(before)


def test_what_one_caller_sets_no_other_gets() -> None:
    first = Task.named("w-qcd").test(0, 20)
    first.transform = lambda _: 1 // 0
    first.constituents.label = None
    second = Task.named("w-qcd").test(0, 20)
    assert second.transform is None
    assert second.y is not None


def test_tasks_go_to_other_processes(folder: Path) -> None:
    task = Task.named("hbb-qcd", folder)
    assert pickle.loads(pickle.dumps(task)) == task
    split = task.split()
    again = pickle.loads(pickle.dumps(split))
    assert _same(again.val, split.val)


def test_no_kinds() -> None:
    with pytest.raises(TypeError, match=r"'kinds' must be Kinds, such as .* \(got 'w'\)"):
        Task("w-qcd", ["w", "qcd"])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"a task's name must be text \(got 5\)"):
        Task(5, [Kind("w"), Kind("qcd")])  # type: ignore[arg-type]


def test_other_trees_and_frames() -> None:
    kinds = [Kind("w"), Kind("qcd")]
    with pytest.raises(ValueError, match=r"'algorithm' of the task 'w-qcd' .* \(got 'durham'\)"):
        Task("w-qcd", kinds, algorithm="durham")
    with pytest.raises(ValueError, match=r"'frame' of the task 'w-qcd' .* \(got 'rest'\)"):
        Task("w-qcd", kinds, frame="rest")  # type: ignore[arg-type]


def test_a_definition_of_fastjet() -> None:
    import fastjet

    definition = fastjet.JetDefinition(fastjet.kt_algorithm, 1000.0)
    task = Task.named("w-qcd").on_trees(definition)
    assert task.test(0, 10).merges.equal(Task.named("w-qcd").on_trees("kt").test(0, 10).merges)
