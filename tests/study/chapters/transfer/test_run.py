"""Saved taggers are as good as trained ones, and every seed is done if it is asked for."""

from pathlib import Path

import pytest

from pyg_jets.study.chapters.transfer.measure import Transfer
from pyg_jets.study.chapters.transfer.run import jobs, run, show
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.saved import SavedStudy
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name

TASKS = ("w-qcd", "top-qcd")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    stages = Stages(tmp_path_factory.mktemp("stages"))
    config = StudyConfig(seeds=1, epochs=1, table_2=True)
    return Plan(config, stages, tasks_by_name(TASKS), range(2, 3), 60)


@pytest.fixture(scope="module")
def transfers(plan: Plan) -> list[Transfer]:
    return run(plan)


def test_every_pair_is_there(plan: Plan, transfers: list[Transfer]) -> None:
    assert [job.title for job in jobs(plan)] == ["transfers, seed 2"]
    pairs = [(pair.source, pair.target) for pair in transfers]
    assert sorted(pairs) == sorted((a, b) for a in TASKS for b in TASKS)
    assert {pair.seed for pair in transfers} == {2}
    base = {pair.target: pair.base for pair in transfers}
    assert all(pair.base == base[pair.target] for pair in transfers)
    shown = show(transfers)
    assert len(shown.numbers["transfer"]) == len(shown.tables[0].rows) == 4


def test_saved_taggers_are_those_that_would_be_trained(
    plan: Plan, transfers: list[Transfer]
) -> None:
    trained = {task: plan.trained(plan.recnn(task, 2)) for task in TASKS}
    taggers = {task: training.training.tagger for task, training in trained.items()}
    sizes = {task: training.jets[0] for task, training in trained.items()}
    here = Plan.of_command(TASKS, 2, jets=60, epochs=1, table_2=True)
    after: list[int] = []
    again = run(
        here, {2: SavedStudy(2, 1, sizes, taggers)}, after=lambda pairs: after.append(len(pairs))
    )
    assert again == transfers
    assert after == [4]


def test_a_short_study_transfers_nothing(tmp_path: Path) -> None:
    plan = Plan(StudyConfig(), Stages(tmp_path), tasks_by_name(TASKS), range(1), 9)
    assert jobs(plan) == []
    assert run(plan) == []
