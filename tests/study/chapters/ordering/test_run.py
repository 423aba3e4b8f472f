"""Only a study that asks all tasks searches; trainings of unlike length are put together."""

from pathlib import Path

from pyg_jets.study.chapters.ordering.measure import Ordering
from pyg_jets.study.chapters.ordering.run import jobs, run, run_tagger, show
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import Tagger


def test_only_the_full_study_searches(tmp_path: Path) -> None:
    tasks = tasks_by_name(["w-qcd", "top-qcd"])
    short = Plan(StudyConfig(used=1), Stages(tmp_path), tasks, range(2), 60)
    assert jobs(short) == []
    assert run(short) == {}
    full = Plan(StudyConfig(used=None), Stages(tmp_path), tasks, range(2), 60)
    assert len(jobs(full)) == 4


def test_a_given_tagger_is_asked_as_it_is(small: Tagger, ordering: Ordering) -> None:
    plan = Plan.of_command(["w-qcd"], jets=150, epochs=1)
    (of,) = run_tagger(plan, small)["w-qcd"]
    assert of.trained == ordering.trained
    assert of.untrained != ordering.untrained  # its head was trained


def test_tables_figure_and_sentence(ordering: Ordering) -> None:
    shorter = ordering._replace(trained=ordering.trained[:1])
    shown = show({"w-qcd": [ordering, shorter]})
    names = [table.name for table in shown.tables if table.name != "formulas"]
    assert names == ["ordering-search", "ordering"]
    assert len(shown.tables[0].rows) == 1
    assert shown.tables[0].rows[0][2] == ordering.trained[0].name
    assert [picture.name for picture in shown.pictures] == ["ordering-search"]
    assert len(shown.numbers["tasks"]["w-qcd"]["ordering"]["chosen"][0]) == len(ordering.trained)
