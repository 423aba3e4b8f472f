"""The list of what a study trains and reads: every training once, the longest first."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pyg_jets.study import StudyConfig, full_sections, sections
from pyg_jets.study.full_sections import full_reading_jobs, full_training_jobs
from pyg_jets.study.plan import Plan
from pyg_jets.study.sections import reading_jobs, training_jobs
from pyg_jets.study.stages import Stages

TASKS = ["w-qcd", "quark-gluon"]


def _plan(folder: Path, config: StudyConfig) -> Plan:
    return Plan(config, Stages(folder), TASKS, range(2), {"jets": 60, "source": None})


def test_every_training_is_a_job(tmp_path: Path) -> None:
    plan = _plan(tmp_path, StudyConfig(seeds=2, cells=("simple", "gated"), frames=("jet",)))
    jobs = training_jobs(plan)
    assert len(jobs) == len({job.title for job in jobs}) == 8
    costs = [job.cost for job in jobs]
    assert costs == sorted(costs, reverse=True)
    assert "gated" in jobs[0].title
    assert full_training_jobs(plan) == []


def test_what_is_read_of_each_training(tmp_path: Path) -> None:
    plan = _plan(tmp_path, StudyConfig(seeds=2))
    titles = [job.title for job in reading_jobs(plan)]
    assert len(titles) == len(set(titles)) == 4 + 4 + 2 + 2
    assert sum("mass direction" in title for title in titles) == 2
    assert full_reading_jobs(plan) == []


def test_the_full_study_has_more(tmp_path: Path) -> None:
    plan = _plan(
        tmp_path, StudyConfig(seeds=2, table_2=True, figure_2=True, compared=("pfn",), changed=5)
    )
    assert len(full_training_jobs(plan)) == 4 + 2 + 4  # pfn, layers, boosted trees
    assert len(full_reading_jobs(plan)) == 2 + 4  # transfers, changed jets


def test_what_is_trained_on_kt_trees_is_read_on_kt_trees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, dict[str, Any]] = {}

    def record(name: str) -> Any:
        def called(*_: Any, **options: Any) -> str:
            asked[name] = options
            return name

        return called

    for name in ("train_task", "read_task", "held_out_jets", "mass_direction", "page_data"):
        monkeypatch.setattr(sections, name, record(name))
    stand_in = SimpleNamespace(training=SimpleNamespace(tagger="tagger"))
    plan = _plan(tmp_path, StudyConfig(seeds=2, algorithms=("kt",), frames=("laboratory",)))
    key = plan.recnn("w-qcd", 0)
    sections.trained(plan, key)
    monkeypatch.setattr(sections, "trained", lambda *_: stand_in)
    monkeypatch.setattr(sections, "methods_named", lambda *_: {})
    monkeypatch.setattr(sections, "explain_task", lambda *_, **__: "explained")
    sections.read(plan, key)
    sections.explained(plan, key)
    sections.followed(plan, 0)
    sections.drawn(plan, 0)
    assert {name: options["algorithm"] for name, options in asked.items()} == dict.fromkeys(
        ("train_task", "read_task", "held_out_jets", "mass_direction", "page_data"), "kt"
    )
    for name in ("train_task", "held_out_jets", "mass_direction"):
        assert asked[name]["frame"] == "laboratory"


def test_other_taggers_and_changed_jets_have_the_same_trees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def record(*_: Any, algorithm: str, **__: Any) -> list[Any]:
        asked.append(algorithm)
        return []

    monkeypatch.setattr(full_sections, "compare", record)
    monkeypatch.setattr(full_sections, "examine_task", record)
    stand_in = SimpleNamespace(training=SimpleNamespace(tagger="tagger"))
    monkeypatch.setattr(full_sections, "trained", lambda *_: stand_in)
    plan = _plan(tmp_path, StudyConfig(seeds=2, algorithms=("kt",), changed=5))
    full_sections.compared(plan, "pfn", "w-qcd", 0)
    full_sections.examined(plan, "w-qcd", 0)
    assert asked == ["kt", "kt"]
