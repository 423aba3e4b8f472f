"""Taggers of every training, or given ones, with the plan's trees and the jets' radius."""

from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets.datasets import binary_task
from pyg_jets.datasets.split import thinned
from pyg_jets.study.chapters.robustness import run as chapter
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import RecNN


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []

    def record(*given: Any, **options: Any) -> str:
        calls.append((given, options))
        return "tested"

    for name in ("robustness_of", "robustness_of_multiplicity"):
        monkeypatch.setattr(chapter, name, record)
    return calls


def test_given_taggers_are_tested_with_radius(asked: list[tuple[Any, ...]]) -> None:
    tagger = RecNN(hidden_channels=6)
    plan = Plan.of_command(["w-qcd"], 1, jets=60, algorithms=("kt",))
    said: list[str] = []
    result: Any = chapter.run_taggers(plan, {"x": tagger}, radius=0.4, say=said.append)
    assert result == {"w-qcd": [["tested"] * 2]}
    assert said == ["x: done"]
    split = binary_task("w-qcd", 1)
    (first, of_tagger), (second, of_counts) = asked
    assert first[:2] == ("x", tagger)
    assert torch.equal(first[2].p4, thinned(split.test, 60).p4)
    assert torch.equal(second[0].p4, split.train.p4)
    assert second[1] is first[2]
    assert (first[3], second[2]) == (1, 1)
    assert of_tagger == {"algorithm": "kt", "radius": 0.4, "kinds": {"w": 1, "qcd": 0}}
    assert of_counts == {"radius": 0.4, "kinds": {"w": 1, "qcd": 0}}


def test_a_study_tests_every_cell_on_changed_jets(
    tmp_path: Path, asked: list[tuple[Any, ...]]
) -> None:
    config = StudyConfig(seeds=2, epochs=1, cells=("simple", "gated"), changed=30)
    plan = Plan(config, Stages(tmp_path), tasks_by_name(["w-qcd"]), range(2), 60)
    assert len(chapter.jobs(plan)) == 2
    found: Any = chapter.run(plan)
    assert found == {"w-qcd": [["tested"] * 3] * 2}
    names = [given[0] for given, options in asked if "algorithm" in options]
    assert names == ["RecNN, simple", "RecNN, gated"] * 2
    assert len(asked[0][0][2]) <= 30


def test_a_short_study_changes_nothing(tmp_path: Path) -> None:
    plan = Plan(StudyConfig(), Stages(tmp_path), tasks_by_name(["w-qcd"]), range(1), 9)
    assert chapter.jobs(plan) == []
    found: Any = chapter.run(plan)
    assert found == {}
