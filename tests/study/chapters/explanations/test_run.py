"""Each training is explained on its own trees, and a given tagger as a trained one."""

from pathlib import Path
from typing import Any

import pytest

from pyg_jets.datasets import Task
from pyg_jets.study.chapters.explanations import run as chapter
from pyg_jets.study.chapters.explanations.measure import TaskExplained
from pyg_jets.study.chapters.explanations.sentences import nulls_sentence, sentence_of
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import Tagger


def test_what_is_trained_on_kt_trees_is_explained_on_kt_trees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def explain(*given: Any, **options: Any) -> str:
        asked.append((given, options))
        return "explained"

    monkeypatch.setattr(chapter, "explain_task", explain)
    config = StudyConfig(seeds=2, epochs=1, algorithms=("kt",), frames=("laboratory",), nulls=5)
    plan = Plan(config, Stages(tmp_path), tasks_by_name(["w-qcd"]), range(2), 60)
    assert [job.title[-6:] for job in chapter.jobs(plan)] == ["seed 0", "seed 1"]
    found: Any = chapter.run(plan)
    assert found == {"w-qcd": ["explained"] * 2}
    for seed, ((tagger, test, task, methods), options) in enumerate(asked):
        own = Task.named("w-qcd").on_trees("kt", "laboratory").test(seed, 60)
        assert test.merges.equal(own.merges)
        assert test.frame == tagger.frame == "laboratory"
        assert (task.name, tuple(methods)) == ("w-qcd", chapter.EXPLAINED_BY)
        assert (options["seed"], options["nulls"], options["jets"]) == (seed, 5, 300)


def test_what_is_shown(explained: TaskExplained) -> None:
    shown = chapter.show({"quark-gluon": [explained]})
    assert [table.name.split("-")[0] for table in shown.tables] == [
        "nulls",
        "faithfulness",
        "randomised",
    ]
    assert len(shown.pictures) == 2
    assert shown.sentences[-1].text == sentence_of(explained, "lrp", "gluon")
    first, *others = shown.sentences
    assert first.task is None
    assert first.text == nulls_sentence([explained])
    assert {sentence.task for sentence in others} == {"quark-gluon"}
    assert list(shown.numbers["explained"]["quark-gluon"]["maps"]) == ["saliency", "lrp"]


def test_a_method_that_is_none_is_refused_before_the_jets_are_read(toy_tagger: Tagger) -> None:
    plan = Plan.of_command(["w-qcd"])
    with pytest.raises(ValueError, match="got 'tea': no such method"):
        chapter.run_tagger(plan, toy_tagger, ["tea"])
