"""Every task has maps of all taggers and jets of both classes."""

import pytest

from pyg_jets.datasets import Kind, Task, sample
from pyg_jets.study.chapters.page.run import PageData, _kinds, draw, jobs, run, show
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name

TASKS = ("w-qcd", "quark-gluon")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    stages = Stages(tmp_path_factory.mktemp("stages"))
    config = StudyConfig(seeds=2, epochs=1)
    return Plan(config, stages, tasks_by_name(TASKS), range(2), 40)


@pytest.fixture(scope="module")
def data(plan: Plan) -> PageData:
    return draw(plan, 0)


def test_jets_to_look_at_are_those_of_the_first_training(plan: Plan, data: PageData) -> None:
    assert [job.title[-6:] for job in jobs(plan)] == ["seed 0", "seed 1"]
    result = run(plan)
    assert result[1].jets == []
    shown = show(result)
    assert len(shown.jets) == len(data.jets) > 0
    assert len(shown.maps) >= len(data.maps)


def test_each_task_has_its_own_tagger_with_a_null_and_the_others(data: PageData) -> None:
    for task in TASKS:
        mine = [each for each in data.maps if each.task == task]
        assert {each.tagger for each in mine} == {"RecNN, W/QCD", "RecNN, Quark/Gluon"}
        for each in mine:
            assert (each.null is not None) == (each.tagger == f"RecNN, {Task.named(task).title}")
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


def test_a_mass_of_ones_own_is_marked() -> None:
    task = Task("h-qcd", [Kind("h", "H", 125.0, sample("w")), Kind("qcd")])
    assert [(kind.name, kind.label, kind.mass) for kind in _kinds(task)] == [
        ("H jets", 1, 125.0),
        ("QCD jets", 0, None),
    ]
