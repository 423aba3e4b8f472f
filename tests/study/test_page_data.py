"""Every task has maps of all taggers and jets of both classes."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from pyg_jets.study.page_data import PageData, page_data
from pyg_jets.study.task import TaskResult, task_jets
from pyg_jets.taggers import RecNN

TASKS = ("w-qcd", "quark-gluon")


def _result(name: str) -> TaskResult:
    """As much of a task's result as the page reads."""
    tagger = RecNN(6, "gated")
    tagger.fit_scaling(task_jets(name, jets=40)[0])
    training: Any = SimpleNamespace(tagger=tagger.eval())
    return cast(TaskResult, SimpleNamespace(name=name, training=training))


@pytest.fixture(scope="module")
def data() -> PageData:
    return page_data([_result(name) for name in TASKS], seed=0, jets=40)


def test_sections_are_the_tasks(data: PageData) -> None:
    assert data.sections == {"w-qcd": "W/QCD", "quark-gluon": "Quark/Gluon"}


def test_each_task_has_its_own_tagger_with_a_null_and_the_others(data: PageData) -> None:
    for task, title in data.sections.items():
        mine = [each for each in data.maps if each.task == task]
        assert {each.tagger for each in mine} == {"RecNN, W/QCD", "RecNN, Quark/Gluon"}
        for each in mine:
            assert (each.null is not None) == (each.tagger == f"RecNN, {title}")
        assert mine[0].null is not None
    assert {each.mass for each in data.maps if each.jets == "W jets"} == {80.4}


def test_each_task_has_jets_of_both_classes(data: PageData) -> None:
    shown = {(each.task, each.jets) for each in data.jets}
    assert shown == {
        ("w-qcd", "W jets"),
        ("w-qcd", "QCD jets"),
        ("quark-gluon", "Quark jets"),
        ("quark-gluon", "Gluon jets"),
    }
    assert max(len(each.parent) for each in data.jets) > 50
