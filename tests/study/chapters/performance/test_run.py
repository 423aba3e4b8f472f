"""Every RecNN of a plan is trained once, and stands in one table or in both."""

from pathlib import Path

from pyg_jets.study.chapters.performance.run import run, show, trainings
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name


def _plan(folder: Path, config: StudyConfig) -> Plan:
    return Plan(config, Stages(folder), tasks_by_name(["w-qcd", "quark-gluon"]), range(2), 60)


def test_every_training_is_a_job(tmp_path: Path) -> None:
    plan = _plan(tmp_path, StudyConfig(seeds=2, cells=("simple", "gated")))
    jobs = trainings(plan)
    assert len(jobs) == len({job.title for job in jobs}) == 8
    assert sum("gated" in job.title for job in jobs) == 4
    assert {job.cost for job in jobs if "gated" in job.title} == {90}


def test_others_stand_beside_task_by_task(tmp_path: Path) -> None:
    plan = _plan(tmp_path, StudyConfig(seeds=2, epochs=1, algorithms=("cambridge_aachen", "kt")))
    result = run(plan)
    assert list(result.read) == plan.recnns
    assert [key.task for key in result.beside] == ["w-qcd"] * 4 + ["quark-gluon"] * 4
    shown = show(result)
    assert [table.name for table in shown.tables] == ["performance", "cells-and-trees"]
    assert len(shown.numbers["trainings"]) == 4
    assert len(shown.numbers["cells_and_trees"]) == 8
    assert list(shown.numbers["tasks"]) == ["w-qcd", "quark-gluon"]


def test_without_others_there_is_one_table(tmp_path: Path) -> None:
    plan = _plan(tmp_path, StudyConfig(seeds=1, epochs=1))
    shown = show(run(plan))
    assert [table.name for table in shown.tables] == ["performance"]
    assert "cells_and_trees" not in shown.numbers
