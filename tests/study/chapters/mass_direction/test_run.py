"""The direction is fitted to training jets and read on test jets, on the tagger's own trees."""

from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets.datasets import Task
from pyg_jets.observables import jet_mass
from pyg_jets.report import Picture
from pyg_jets.study.chapters.mass_direction import run as chapter
from pyg_jets.study.chapters.mass_direction.measure import HitRates, localise
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name


def _plan(folder: Path, tasks: list[str], **config: Any) -> Plan:
    given = StudyConfig(seeds=1, epochs=1, **config)
    return Plan(given, Stages(folder), tasks_by_name(tasks), range(3, 4), 100)


def test_everything_for_the_report(tmp_path: Path) -> None:
    plan = _plan(tmp_path, ["w-qcd"], algorithms=("antikt",), frames=("laboratory",))
    (job,) = chapter.jobs(plan)
    assert job.title == "w-qcd: mass direction, seed 3"
    (training,) = result = chapter.run(plan)
    tagger = plan.trained(plan.recnn("w-qcd", 3)).training.tagger
    train, _, test = Task.named("w-qcd").on_trees("antikt", "laboratory").split(3, 100)
    networks = {"trained": tagger, "untrained": tagger.untrained(3)}
    assert training.hit_rates == localise(networks, train, test[test.y == 1], 3)
    shown = chapter.show(result)
    assert [picture.name.split("-")[-1] for picture in shown.pictures] == ["jets", "map"]
    assert {picture.task for picture in shown.pictures} == {"w-qcd"}
    value = shown.numbers["mass_direction"]["largest kt"]
    low, high = value["primary_interval"]
    assert low <= value["primary"] <= high
    assert len(shown.tables[0].rows) == 6


def test_directions_are_fitted_to_training_jets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = _plan(tmp_path, ["w-qcd"])
    tagger = plan.trained(plan.recnn("w-qcd", 3)).training.tagger
    train, _, test = Task.named("w-qcd").split(3, 100)
    asked: dict[str, Any] = {}

    def choose(taggers: Any, *jets: Any) -> dict[str, HitRates]:
        asked.update(taggers=taggers, jets=jets[:2], seed=jets[2])
        return {}

    def direction(_: Any, jets: Any, observable: Any) -> str:
        assert observable is jet_mass
        asked["fitted"] = jets
        return "direction"

    def pictures(*arguments: Any) -> list[Picture]:
        asked["drawn"] = arguments
        return []

    monkeypatch.setattr(chapter, "localise", choose)
    monkeypatch.setattr(chapter, "observable_direction", direction)
    monkeypatch.setattr(chapter, "direction_pictures", pictures)
    chapter.follow(plan, 3)
    assert asked["seed"] == 3
    assert list(asked["taggers"]) == ["trained", "untrained"]
    for name, expected in (("trained", tagger), ("untrained", tagger.untrained(3))):
        state = asked["taggers"][name].state_dict()
        assert all(torch.equal(state[k], v) for k, v in expected.state_dict().items())
    fitted, decays = asked["jets"]
    assert torch.equal(fitted.constituents.p4, train.constituents.p4)
    assert torch.equal(asked["fitted"].constituents.p4, train.constituents.p4)
    assert torch.equal(decays.constituents.p4, test[test.y == 1].constituents.p4)
    assert asked["drawn"][1] == "direction"
    assert torch.equal(asked["drawn"][2].constituents.p4, test.constituents.p4)


def test_without_w_jets_there_is_nothing_to_follow(tmp_path: Path) -> None:
    plan = _plan(tmp_path, ["top-qcd"])
    assert chapter.jobs(plan) == []
    assert chapter.run(plan) == []
