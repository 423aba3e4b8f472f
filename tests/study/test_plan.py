"""What is trained, and what a stage depends on: the jets, the epochs and its own settings."""

from pathlib import Path
from typing import Any

from pyg_jets.datasets import Task, sample
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan, TrainingKey
from pyg_jets.study.stages import Stages
from pyg_jets.study.task import train_task
from pyg_jets.study.tasks import tasks_by_name


def plan(folder: Path, config: StudyConfig, jets: int | None = None, source: Any = None) -> Plan:
    tasks = tasks_by_name(["w-qcd"], source)
    return Plan(config, Stages(folder, list(tasks.values())), tasks, range(3, 5), jets)


def test_every_seed_is_trained_and_others_stand_beside(tmp_path: Path) -> None:
    config = StudyConfig(
        seeds=2, cells=("simple", "gated"), algorithms=("kt", "desc_pt"), frames=("laboratory",)
    )
    here = plan(tmp_path, config)
    assert here.recnns == [
        TrainingKey("w-qcd", "simple", "kt", "laboratory", seed) for seed in (3, 4)
    ]
    assert set(here.other_recnns) == {
        TrainingKey("w-qcd", cell, tree, "laboratory", seed)
        for seed in (3, 4)
        for cell, tree in (("gated", "kt"), ("simple", "desc_pt"))
    }
    assert here.on_trees("w-qcd") == here.tasks["w-qcd"].on_trees("kt")


def test_stages_differ_by_all_that_goes_in(tmp_path: Path) -> None:
    runs: list[int] = []

    def run() -> None:
        runs.append(1)

    one = StudyConfig(epochs=1)
    for config, jets in ((one, None), (StudyConfig(epochs=2), None), (one, 5), (one, None)):
        plan(tmp_path, config, jets).stage("any", run, seed=0)
    assert len(runs) == 3
    plan(tmp_path, one).stage("other", run, seed=0)
    plan(tmp_path, one).stage("any", run, seed=1)
    assert len(runs) == 5


def test_a_stage_knows_the_jets_not_where_they_lie(tmp_path: Path) -> None:
    runs: list[int] = []
    for place in ("here", "there"):
        folder = tmp_path / place
        folder.mkdir()
        for kind in ("w", "qcd"):
            sample(kind)[:3].save(folder / f"{kind}.safetensors")
        here = plan(tmp_path / "stages", StudyConfig(), source=folder)
        here.stage("any", lambda: runs.append(1))
    assert runs == [1]


def test_other_jets_are_other_stages(tmp_path: Path) -> None:
    runs: list[int] = []
    for number in (3, 4):
        folder = tmp_path / str(number)
        folder.mkdir()
        for kind in ("w", "qcd"):
            sample(kind)[:number].save(folder / f"{kind}.safetensors")
        here = plan(tmp_path / "stages", StudyConfig(), source=folder)
        here.stage("any", lambda: runs.append(1))
    assert runs == [1, 1]


def test_titles_and_settings() -> None:
    key = TrainingKey("w-qcd", "simple", "kt", "jet", 3)
    assert key.title == "simple cell, kt, seed 3"
    assert key._replace(frame="laboratory").title == "simple cell, kt, laboratory frame, seed 3"


def test_a_training_has_the_settings_of_its_key_and_is_kept(tmp_path: Path) -> None:
    config = StudyConfig(epochs=1, algorithms=("kt",), frames=("laboratory",))
    here = plan(tmp_path, config, jets=60)
    trained = here.trained(here.recnn("w-qcd", 3))
    assert trained.training.tagger.frame == "laboratory"
    task = Task.named("w-qcd").on_trees("kt", "laboratory")
    expected = train_task(task, seed=3, epochs=1, jets=60, progress=False)
    assert trained.metrics == expected.metrics
    assert len(list(tmp_path.rglob("output.pkl"))) == 1
    here.trained(here.recnn("w-qcd", 3))
    assert len(list(tmp_path.rglob("output.pkl"))) == 1


def test_a_command_keeps_nothing() -> None:
    here = Plan.of_command(["w-qcd"], 3, 2, jets=9, epochs=None)
    assert (here.seeds, here.progress, here.config.epochs) == (range(3, 5), True, None)
    assert here.jets == 9
    assert here.stage("any", lambda: 5) == 5
