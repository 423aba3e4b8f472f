"""Every task has maps of all taggers and jets of both classes."""

import pytest

from pyg_jets.study.page_data import PageData, page_data, task_title
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import RecNN, Tagger

TASKS = ("w-qcd", "quark-gluon")


def _tagger(task: str) -> Tagger:
    tagger = RecNN(6, "gated")
    tagger.fit_scaling(task_jets(task, jets=40)[0])
    return tagger.eval()


@pytest.fixture(scope="module")
def data() -> PageData:
    return page_data({task: _tagger(task) for task in TASKS}, seed=0, jets=40)


def test_each_task_has_its_own_tagger_with_a_null_and_the_others(data: PageData) -> None:
    for task in TASKS:
        mine = [each for each in data.maps if each.task == task]
        assert {each.tagger for each in mine} == {"RecNN, W/QCD", "RecNN, Quark/Gluon"}
        for each in mine:
            assert (each.null is not None) == (each.tagger == f"RecNN, {task_title(task)}")
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
