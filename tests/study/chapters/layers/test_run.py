"""Four taggers of a seed, probed before and after their training."""

from pathlib import Path

from pyg_jets.study.chapters.layers.run import run, show, trainings
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name


def test_layers_are_asked_for_and_said(tmp_path: Path) -> None:
    config = StudyConfig(seeds=1, epochs=1, figure_2=True)
    plan = Plan(config, Stages(tmp_path), tasks_by_name(["w-qcd"]), range(4, 5), 400)
    (job,) = trainings(plan)
    assert job.title == "layers of four taggers, seed 4"
    said: list[str] = []
    result = run(plan, say=said.append)
    assert result is not None
    assert [line.split(":")[0] for line in said] == [
        f"{name}, seed 4" for name in ("RecNN", "FCN", "LSTM", "CNN")
    ]
    (training,) = result.trainings
    assert training.trained != training.untrained
    shown = show(result)
    assert [table.name for table in shown.tables] == ["layers"]
    assert "trained on w-qcd" in shown.tables[0].caption
    assert shown.numbers["layers_auc"] == [{name: auc.value for name, auc in training.auc.items()}]


def test_a_short_study_asks_for_none(tmp_path: Path) -> None:
    plan = Plan(StudyConfig(), Stages(tmp_path), tasks_by_name(["w-qcd"]), range(1), 9)
    assert trainings(plan) == []
    assert run(plan) is None
