"""A stage depends on the jets, the epochs and its own settings."""

from pathlib import Path
from typing import Any

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
