"""Which trainings are asked, and what stands in the shown chapter."""

from pathlib import Path

from pyg_jets.study.chapters.response.measure import Responses
from pyg_jets.study.chapters.response.run import jobs, run, run_tagger, show
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import Tagger


def test_the_first_tasks_are_asked(tmp_path: Path) -> None:
    tasks = tasks_by_name(["w-qcd", "top-qcd"])
    plan = Plan(StudyConfig(used=1), Stages(tmp_path), tasks, range(3), 60)
    assert [job.title[:12] for job in jobs(plan)] == ["w-qcd: respo"] * 3
    none = Plan(StudyConfig(), Stages(tmp_path), tasks, range(3), 60)
    assert jobs(none) == []
    assert run(none) == {}


def test_a_given_tagger_is_asked_as_it_is(small: Tagger, responses: Responses) -> None:
    (of,) = run_tagger(Plan.of_command(["w-qcd"], jets=120), small)["w-qcd"]
    for kind, found in of.kinds.items():
        field = responses.kinds[kind].trained[None]
        assert (found.trained[None].ln_kt.mean == field.ln_kt.mean).all()


def test_arrows_maps_table_and_sentence(responses: Responses) -> None:
    named = responses._replace(tagger="LundNet")
    shown = show({"w-qcd": [named, named]})
    assert [table.name for table in shown.tables] == ["response", "response-roads"]
    assert [picture.name for picture in shown.pictures] == ["response-w-qcd"]
    assert {one.tagger for one in shown.maps} == {"LundNet"}
    assert "jets and 2 trainings" in shown.pictures[0].caption
    assert len(shown.sentences) == 1
    assert set(shown.numbers["tasks"]["w-qcd"]["response"]) == {"sensitivity", "w", "qcd"}
