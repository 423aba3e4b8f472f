"""Which trainings are asked, and what stands in the shown chapter."""

from pathlib import Path

import pytest

from pyg_jets.metrics import roc_auc
from pyg_jets.study.chapters.erasure.measure import Erasure
from pyg_jets.study.chapters.erasure.run import erased as erase_one
from pyg_jets.study.chapters.erasure.run import jobs, run, run_tagger, show
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import Tagger
from pyg_jets.training import predict_logits


def _plan(folder: Path, used: int | None) -> Plan:
    config = StudyConfig(epochs=1, used=used)
    return Plan(config, Stages(folder), tasks_by_name(["w-qcd", "top-qcd"]), range(2), 120)


@pytest.mark.parametrize(("used", "tasks"), [(0, []), (1, ["w-qcd"]), (None, ["w-qcd", "top-qcd"])])
def test_the_first_tasks_are_asked(tmp_path: Path, used: int | None, tasks: list[str]) -> None:
    plan = _plan(tmp_path, used)
    assert [job.title.split(":")[0] for job in jobs(plan)] == [t for t in tasks for _ in range(2)]
    if not tasks:
        assert run(plan) == {}


def test_a_given_tagger_is_asked_as_it_is(small: Tagger, tmp_path: Path) -> None:
    plan = _plan(tmp_path, 0)
    with pytest.raises(ValueError, match=r"'seeds' must be 1 and 'network' none"):
        run_tagger(plan, small)
    one = Plan.of_command(["w-qcd"], jets=120, epochs=1)
    of = erase_one(one, one.recnns[0], small)
    test = one.on_trees("w-qcd", small.frame).test(0, 120)
    expected = roc_auc(predict_logits(small, test), test.y).value
    assert of.costs[0].auc.before.value == pytest.approx(expected, abs=1e-3)


def test_tables_figures_and_sentences(erased: Erasure) -> None:
    shown = show({"w-qcd": [erased, erased]})
    assert [table.name for table in shown.tables] == ["erasure"]
    assert [picture.name for picture in shown.pictures] == ["erasure-cost"]
    assert "means of 2 trainings" in shown.tables[0].caption
    assert shown.sentences[0].task == "w-qcd"
    assert shown.numbers["tasks"]["w-qcd"]["erasure"]["mass"]["cost_spread"] == 0
