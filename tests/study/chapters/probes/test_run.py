"""Table 1 of a given tagger or of several trainings, and the whole reading of a study."""

from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets.datasets import Task
from pyg_jets.probing import AngularityScan, ControlledProbe, Explained, ProbeScore
from pyg_jets.report import Table
from pyg_jets.study.chapters.probes import run as chapter
from pyg_jets.study.chapters.probes.beyond_linear import BeyondLinear
from pyg_jets.study.chapters.probes.measure import Reading
from pyg_jets.study.chapters.probes.run import jobs, run_table_1, show
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.published import PROBE_R2
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import FCN, RecNN


def _table(plan: Plan, *given: Any) -> Table:
    (table,) = show(run_table_1(plan, *given), *given[1:]).tables
    return table


def test_a_given_tagger_is_probed() -> None:
    torch.manual_seed(3)
    table = _table(Plan.of_command(["top-qcd"]), FCN(), "head.3")
    assert "read off the layer head.3 by least squares" in table.caption
    assert [row[:2] for row in table.rows] == [["top-qcd", name] for name in PROBE_R2]
    assert {row[3] for row in table.rows} == {"–"}  # the paper's numbers are of the embedding
    assert {row[8] for row in table.rows} == {"1923 of 1923"}


def test_several_trainings_give_a_spread() -> None:
    table = _table(Plan.of_command(["w-qcd"], seeds=2, epochs=1, jets=400))
    assert "means of 2 trainings; after ± the standard deviation" in table.caption
    papers = [f"{row['w-qcd']:.2f}" for row in PROBE_R2.values()]
    assert [row[3] for row in table.rows] == papers
    assert len(table.rows) == 9


def test_a_bad_layer_is_refused_before_the_training() -> None:
    plan = Plan.of_command(["w-qcd"])
    with pytest.raises(
        ValueError, match=r"'layer' must be one of head, .*, conv, .*\(got 'attention'\)"
    ):
        run_table_1(plan, layer="attention")
    with pytest.raises(ValueError, match=r"'conv\.cell' must be called once per batch"):
        run_table_1(plan, RecNN(8), layer="conv.cell")


def test_a_given_tagger_is_not_trained() -> None:
    with pytest.raises(ValueError, match=r"'seeds' must be 1 with a given tagger.*\(got 3\)"):
        run_table_1(Plan.of_command(["w-qcd"], seeds=3), RecNN(8))


def test_a_study_reads_every_training_on_its_own_trees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = StudyConfig(seeds=2, epochs=1, algorithms=("kt",), frames=("laboratory",))
    plan = Plan(config, Stages(tmp_path), tasks_by_name(["w-qcd"]), range(2), 60)
    asked: list[tuple[Any, ...]] = []

    def read(*given: Any) -> Reading:
        asked.append(given)
        return Reading({})

    monkeypatch.setattr(chapter, "read_embedding", read)
    assert chapter.run(plan) == {"w-qcd": [Reading({}), Reading({})]}
    assert len(jobs(plan)) == 2
    for seed, (tagger, untrained, test, given) in enumerate(asked):
        trained = plan.trained(plan.recnn("w-qcd", seed))
        assert given == seed
        for one, other in ((tagger, trained.training.tagger), (untrained, trained.untrained)):
            state = other.state_dict()
            assert all(torch.equal(v, state[k]) for k, v in one.state_dict().items())
        own = Task.named("w-qcd").on_trees("kt", "laboratory").test(seed, 60)
        assert torch.equal(test.merges, own.merges)
        assert test.frame == "laboratory"


def test_a_whole_reading_has_three_tables_and_the_plane_of_angularities() -> None:
    score = ProbeScore(0.5, 0.4, 0.6, 9, 10)
    column = torch.tensor([[0.5]]).numpy()
    reading = Reading(
        {"mass": ControlledProbe(*[score] * 5)},
        {"mass": BeyondLinear(*[score] * 4)},
        AngularityScan((1.0,), (2.0,), *[column] * 4),
        {"n, pt, m": Explained(score, score, 3)},
    )
    shown = show({"w-qcd": [reading]})
    assert [table.name for table in shown.tables] == ["probes", "stronger-probes", "bases"]
    assert [picture.name for picture in shown.pictures] == ["angularity-plane"]
    numbers = shown.numbers["tasks"]["w-qcd"]
    assert list(numbers) == ["probes", "stronger_probes", "bases", "angularity_scan"]
    assert numbers["bases"]["n, pt, m"]["features"] == 3
