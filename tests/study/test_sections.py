"""The list of what a study trains and reads: every training once, the longest first."""

from pathlib import Path

from pyg_jets.study import StudyConfig
from pyg_jets.study.full_sections import full_reading_jobs, full_training_jobs
from pyg_jets.study.plan import Plan
from pyg_jets.study.sections import reading_jobs, training_jobs
from pyg_jets.study.stages import Stages

TASKS = ["w-qcd", "quark-gluon"]


def _plan(folder: Path, config: StudyConfig) -> Plan:
    return Plan(config, Stages(folder), TASKS, range(2), {"jets": 60, "source": None})


def test_every_training_is_a_job(tmp_path: Path) -> None:
    plan = _plan(tmp_path, StudyConfig(seeds=2, cells=("simple", "gated"), frames=("jet",)))
    jobs = training_jobs(plan)
    assert len(jobs) == len({job.title for job in jobs}) == 8
    costs = [job.cost for job in jobs]
    assert costs == sorted(costs, reverse=True)
    assert "gated" in jobs[0].title
    assert full_training_jobs(plan) == []


def test_what_is_read_of_each_training(tmp_path: Path) -> None:
    plan = _plan(tmp_path, StudyConfig(seeds=2))
    titles = [job.title for job in reading_jobs(plan)]
    assert len(titles) == len(set(titles)) == 4 + 4 + 2 + 2
    assert sum("mass direction" in title for title in titles) == 2
    assert full_reading_jobs(plan) == []


def test_the_full_study_has_more(tmp_path: Path) -> None:
    plan = _plan(
        tmp_path, StudyConfig(seeds=2, table_2=True, figure_2=True, compared=("pfn",), changed=5)
    )
    assert len(full_training_jobs(plan)) == 4 + 2 + 4  # pfn, layers, boosted trees
    assert len(full_reading_jobs(plan)) == 2 + 4  # transfers, changed jets
