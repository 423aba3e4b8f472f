"""Pairs of two small tasks: all columns on the same jets, saved taggers as good as trained ones."""

from typing import Any

import pytest

from pyg_jets.study import Transfer, run_transfers, train_task
from pyg_jets.study.saved import SavedStudy
from pyg_jets.study.task import task_jets

TASKS = ("w-qcd", "top-qcd")
FEW: dict[str, Any] = {"epochs": 1, "jets": 60, "progress": False}


@pytest.fixture(scope="module")
def saved() -> SavedStudy:
    trained = {task: train_task(task, seed=2, **FEW) for task in TASKS}
    taggers = {task: each.training.tagger for task, each in trained.items()}
    return SavedStudy(2, 1, {task: each.jets[0] for task, each in trained.items()}, taggers)


@pytest.fixture(scope="module")
def transfers(saved: SavedStudy) -> list[Transfer]:
    return list(run_transfers(2, saved=saved, tasks=TASKS, **FEW))


def test_every_pair_is_there(transfers: list[Transfer]) -> None:
    pairs = [(each.source, each.target) for each in transfers]
    assert sorted(pairs) == sorted((a, b) for a in TASKS for b in TASKS)
    assert {each.seed for each in transfers} == {2}


def test_the_base_is_the_targets(transfers: list[Transfer]) -> None:
    base = {each.target: each.base for each in transfers}
    assert all(each.base == base[each.target] for each in transfers)
    assert all(each.loss == each.base.value - each.frozen.value for each in transfers)


def test_saved_taggers_are_those_that_would_be_trained(transfers: list[Transfer]) -> None:
    assert list(run_transfers(2, tasks=TASKS, **FEW)) == transfers


@pytest.mark.parametrize(
    ("seed", "changed", "word"),
    [(3, {}, "seed, 3"), (2, {"epochs": 2}, "epochs, 2"), (2, {"jets": 40}, "training jets")],
)
def test_other_studies_are_refused(
    saved: SavedStudy, seed: int, changed: dict[str, int], word: str
) -> None:
    with pytest.raises(ValueError, match=f"same .*{word}.*run it again"):
        next(run_transfers(seed, saved=saved, tasks=TASKS, **{**FEW, **changed}))


def test_task_jets_are_thinned_evenly() -> None:
    whole, few = task_jets("w-qcd", 1)[2], task_jets("w-qcd", 1, 50)[2]
    step = -(-len(whole) // 50)
    assert few.constituents.p4.equal(whole.constituents[::step].p4)
