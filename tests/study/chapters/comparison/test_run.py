"""Every tagger of a plan on every task and seed, and those of a user."""

from pathlib import Path
from typing import Any

import pytest

from pyg_jets.datasets import Task
from pyg_jets.study.chapters.comparison.run import Comparison, jobs, run, show, trainings
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import FCN, RecNN
from pyg_jets.training import predict


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    config = StudyConfig(seeds=2, algorithms=("kt",), compared=("fcn",), compared_epochs=1)
    stages = Stages(tmp_path_factory.mktemp("stages"))
    return Plan(config, stages, tasks_by_name(["w-qcd"]), range(2, 4), 60)


def test_taggers_and_boosted_trees_are_trainings(plan: Plan) -> None:
    titles = [job.title for job in trainings(plan)]
    assert titles == [
        "w-qcd: train fcn, seed 2",
        "w-qcd: train fcn, seed 3",
        "w-qcd: boosted trees, seed 2",
        "w-qcd: boosted trees, seed 3",
    ]


def test_embeddings_together_are_read_once_all_is_trained(plan: Plan) -> None:
    titles = [job.title for job in jobs(plan)]
    assert titles == [f"w-qcd: embeddings together, seed {seed}" for seed in (2, 3)]


def test_trees_are_those_of_the_plan_and_maps_those_of_the_first_seed(plan: Plan) -> None:
    (comparison,) = run(plan).values()
    assert [(one.name, one.seed) for one in comparison.taggers] == [("FCN", 2), ("FCN", 3)]
    assert [list(one.planes) for one in comparison.taggers] == [["w", "qcd"], []]
    assert len(comparison.baselines) == 2
    first = comparison.taggers[0]
    test = Task.named("w-qcd").on_trees("kt").split(2, 60)[2]
    assert predict(first.tagger, test).tolist() == pytest.approx(first.scores.tolist())
    shown = show({"w-qcd": comparison})
    tables = ["comparison-w-qcd", "foldings-w-qcd", "together-w-qcd"]
    assert [table.name for table in shown.tables] == tables
    assert [row[0] for row in shown.tables[2].rows] == ["RecNN, simple + FCN"]
    assert [row["seed"] for row in shown.numbers["together"]["w-qcd"]] == [2, 3]
    assert [row["seed"] for row in shown.numbers["compared"]["w-qcd"]] == [2, 3]


def test_taggers_of_a_user_one_after_the_other() -> None:
    plan = Plan.of_command(["w-qcd"], jets=40, compared_epochs=1)
    builders: dict[str, Any] = {"small": lambda: RecNN(4), "dense": FCN}
    steps: list[int] = []

    def after(result: dict[str, Comparison]) -> None:
        steps.append(len(result["w-qcd"].taggers))

    result = run(plan, builders, after)
    assert [one.name for one in result["w-qcd"].taggers] == ["small", "dense"]
    assert steps == [1, 2]
    assert [list(of_seed) for of_seed in result["w-qcd"].together.values()] == [
        [("small", "dense")]
    ]
    alone = run(plan, {"small": builders["small"]})["w-qcd"]
    assert not alone.together
    assert not alone.pairs


def test_a_plan_without_others_compares_nothing(tmp_path: Path) -> None:
    plan = Plan(StudyConfig(), Stages(tmp_path), tasks_by_name(["w-qcd"]), range(1), 9)
    assert trainings(plan) == jobs(plan) == []
    assert run(plan) == {}
