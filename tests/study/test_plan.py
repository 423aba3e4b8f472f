"""A stage depends on the jets, the epochs and its own settings."""

from pathlib import Path
from typing import Any

from pyg_jets.datasets import sample
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages


def test_stages_differ_by_all_that_goes_in(tmp_path: Path) -> None:
    runs: list[int] = []

    def plan(epochs: int = 1, jets: int | None = None) -> Plan:
        on: dict[str, Any] = {"jets": jets, "source": None}
        stages = Stages(tmp_path, progress=False)
        return Plan(StudyConfig(epochs=epochs), stages, ["w-qcd"], range(1), on, False)

    def run() -> None:
        runs.append(1)

    for each in (plan(), plan(epochs=2), plan(jets=5), plan()):
        each.stage("any", "any", run, seed=0)
    assert len(runs) == 3
    plan().stage("any", "other", run, seed=0)
    plan().stage("any", "any", run, seed=1)
    assert len(runs) == 5
    assert plan().recnn == ("gated", "cambridge_aachen")


def test_a_stage_knows_the_jets_not_where_they_lie(tmp_path: Path) -> None:
    runs: list[int] = []
    for place in ("here", "there"):
        folder = tmp_path / place
        folder.mkdir()
        sample("w")[:3].save(folder / "w.safetensors")
        stages = Stages(tmp_path / "stages", folder, progress=False)
        on: dict[str, Any] = {"jets": None, "source": folder}
        plan = Plan(StudyConfig(), stages, ["w-qcd"], range(1), on, False)
        plan.stage("any", "any", lambda: runs.append(1))
    assert runs == [1]


def test_other_jets_are_other_stages(tmp_path: Path) -> None:
    runs: list[int] = []
    for number in (3, 4):
        folder = tmp_path / str(number)
        folder.mkdir()
        sample("w")[:number].save(folder / "w.safetensors")
        stages = Stages(tmp_path / "stages", folder, progress=False)
        on: dict[str, Any] = {"jets": None, "source": folder}
        plan = Plan(StudyConfig(), stages, ["w-qcd"], range(1), on, False)
        plan.stage("any", "any", lambda: runs.append(1))
    assert runs == [1, 1]
