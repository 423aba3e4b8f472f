"""Jobs in two processes give what one gives; and about how long the rest takes."""

import os
import re
import time
from functools import partial
from pathlib import Path

import pytest
import torch

from pyg_jets.study import StudyConfig
from pyg_jets.study.chapters.performance.run import trainings
from pyg_jets.study.plan import Job, Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.study.workers import Clock, run_jobs

CONFIG = StudyConfig(seeds=2, epochs=1, cells=("simple", "gated"), algorithms=("kt",))


def test_two_processes_train_what_one_does(tmp_path: Path) -> None:
    plans = [
        Plan(CONFIG, Stages(tmp_path / name), tasks_by_name(["w-qcd"]), range(2), 60)
        for name in ("two", "one")
    ]
    said: list[str] = []
    for plan, workers in zip(plans, (2, 1), strict=True):
        run_jobs(trainings(plan), workers, said.append)
    assert len(said) == 8
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("output.pkl")}
    assert len(kept) == 8
    for key in (*plans[0].recnns, *plans[0].other_recnns):
        two, one = (plan.trained(key) for plan in plans)
        # As text: the temperature of a tagger without information is NaN, which equals nothing.
        assert repr(two.metrics) == repr(one.metrics)
        state = one.training.tagger.state_dict()
        for name, tensor in two.training.tagger.state_dict().items():
            assert torch.equal(tensor, state[name])
    # What is kept was taken, not trained again.
    assert kept == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("output.pkl")}


def test_what_is_left_is_told_from_what_took_its_time() -> None:
    jobs = [
        Job("kept", 1000.0, int),
        Job("slow", 1.0, partial(time.sleep, 1.2)),
        Job("rest", 100.0, int),
    ]
    said: list[str] = []
    run_jobs(jobs, 1, said.append)
    first, second, third = said
    assert first == "kept (1 of 3)"
    # 100 units are left, at 1.2 s each, or more if the machine is busy: two minutes or more.
    left = re.fullmatch(r".*slow \(2 of 3, about (\d+) min (\d+) s left\)", second)
    assert left is not None
    assert 2 <= int(left[1]) < 20
    assert third == "rest (3 of 3, about 0 s left)"


def test_a_silent_clock(capsys: pytest.CaptureFixture[str]) -> None:
    Clock(speaks=False).say("nothing")
    assert capsys.readouterr().err == ""
    Clock().say("something")
    assert capsys.readouterr().err.endswith(" something\n")


def test_a_process_that_dies() -> None:
    jobs = [Job("dies", 1.0, partial(os._exit, 1)), Job("lives", 1.0, int)]
    with pytest.raises(OSError, match="processes died again and again"):
        run_jobs(jobs, 2, str)
