"""The chapter of a plan with a task of three kinds, and of one without."""

from pyg_jets.study import Plan
from pyg_jets.study.chapters.classes.run import jobs, run, show, trainings
from pyg_jets.taggers import at_target


def test_three_kinds_are_read_once_for_all_pairs() -> None:
    plan = Plan.of_command(["w-top-qcd"], jets=120, epochs=1)
    assert [job.title for job in trainings(plan)] == ["w-top-qcd: train, seed 0"]
    assert len(jobs(plan)) == 1
    shown = show(run(plan))
    assert [table.name for table in shown.tables] == [
        f"{name}-w-top-qcd" for name in ("classes", "pairs", "confusion")
    ]
    assert "macro_auc" in shown.numbers["classes"]["w-top-qcd"]
    pair = plan.trained(plan.recnn("w-top-qcd_w-qcd", 0))
    whole = plan.trained_of_all("w-top-qcd", 0)
    assert pair.training.tagger.target == (0, 2)
    batch = plan.tasks["w-top-qcd_w-qcd"].test(0, 120).batch()
    expected = at_target(whole.training.tagger, ("w", "qcd"))(batch)
    assert (pair.training.tagger(batch) - expected).abs().max() < 1e-5


def test_tasks_of_two_kinds_have_no_such_chapter() -> None:
    plan = Plan.of_command(["w-qcd"])
    assert (run(plan), trainings(plan)) == ({}, [])
    assert show({}).tables == []
