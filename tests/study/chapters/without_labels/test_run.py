"""All kinds of some tasks, each once, and nothing of their test jets."""

from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets.probing import linear_cka
from pyg_jets.study.chapters.without_labels.measure import WAYS
from pyg_jets.study.chapters.without_labels.run import (
    WithoutLabels,
    jobs,
    pretrained_on,
    run,
    show,
    trainings,
    unlabelled,
    worths,
)
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.training import embed

TASKS = tasks_by_name(["w-qcd", "top-qcd"])


def _momenta(trees: Any) -> set[tuple[float, ...]]:
    return {tuple(row) for row in trees.constituents.p4[trees.constituents.ptr[:-1]].tolist()}


def test_training_jets_of_all_kinds_once() -> None:
    train, val, test = unlabelled(TASKS, seed=2)
    assert train.y is not None
    assert len(train.y.unique()) == 3
    assert len(_momenta(train)) == len(train)
    for task in TASKS.values():
        of_task = task.split(2)
        assert _momenta(of_task[0]) <= _momenta(train)
        assert not _momenta(of_task[2]) & (_momenta(train) | _momenta(val))
        assert _momenta(of_task[2]) <= _momenta(test)


def test_an_encoder_and_what_it_is_worth() -> None:
    options: dict[str, Any] = {"epochs": 1, "progress": False}
    trained = pretrained_on(TASKS, "autoencoder", seed=1, jets=150, **options)
    again = pretrained_on(TASKS, "autoencoder", seed=1, jets=150, **options)
    for name, value in trained.encoder.state_dict().items():
        assert torch.equal(value, again.encoder.state_dict()[name])
    result = list(worths(trained.encoder, TASKS, [40], ways=("frozen",), seed=1, jets=150))
    assert [one.task for one in result] == ["w-qcd", "top-qcd"]
    shown = show(WithoutLabels("autoencoder", result))
    assert [table.name for table in shown.tables] == ["without-labels"]
    assert [row[0] for row in shown.tables[0].rows] == ["w-qcd", "top-qcd"]
    assert len(shown.numbers["without_labels"]) == 2


def test_the_chapter_of_a_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyg_jets.study.chapters.without_labels.measure.STEPS", 2)
    config = StudyConfig(seeds=2, epochs=1, labels=(20, None), unlabelled_epochs=1)
    plan = Plan(config, Stages(tmp_path), TASKS, range(3, 5), 60)
    titles = [job.title for job in (*trainings(plan), *jobs(plan))]
    assert len(set(titles)) == 2 + 4
    assert titles[0] == "encoder without labels, seed 3"
    result = run(plan)
    assert result is not None
    assert {(one.task, one.seed, one.way) for one in result.worth} == {
        (task, seed, way) for task in TASKS for seed in (3, 4) for way in WAYS
    }
    options: dict[str, Any] = {"seed": 3, "jets": 60}
    encoder = pretrained_on(TASKS, "contrastive", epochs=1, progress=False, **options).encoder
    (expected,) = worths(encoder, {"w-qcd": TASKS["w-qcd"]}, [20], ways=["frozen"], **options)
    assert expected in result.worth
    shown = show(result)
    assert [table.name for table in shown.tables] == ["without-labels", "without-labels-cka"]
    assert [row[0] for row in shown.tables[1].rows] == ["w-qcd", "top-qcd"]
    assert all("±" in cell for row in shown.tables[1].rows for cell in row[1:])
    supervised = plan.trained(plan.recnn("w-qcd", 3)).training.tagger
    test = TASKS["w-qcd"].split(3, 60)[2]
    own = next(one for one in result.alike if (one.task, one.seed) == ("w-qcd", 3))
    assert own.cka["without labels", "supervised"] == pytest.approx(
        linear_cka(embed(encoder, test), embed(supervised, test))
    )


def test_a_plan_without_it() -> None:
    plan = Plan(StudyConfig(), Stages(None), TASKS, range(1))
    assert trainings(plan) == jobs(plan) == []
    assert run(plan) is None
