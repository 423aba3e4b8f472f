"""A study in two processes: the same numbers; and how long the rest takes."""

import json
import os
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pyg_jets.study import StudyConfig, study
from pyg_jets.study.plan import Job
from pyg_jets.study.side_by_side import Clock, run_jobs

CONFIG = StudyConfig(
    seeds=2, epochs=1, cells=("simple", "gated"), algorithms=("kt",), nulls=2, keep=True
)


def test_two_processes_give_the_numbers_of_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers: list[dict[str, Any]] = []
    for workers in (2, 1):
        folder = tmp_path / str(workers)
        study(folder, config=CONFIG, tasks=["w-qcd"], jets=300, workers=workers)
        numbers.append(json.loads((folder / "results.json").read_text()))
        said = capsys.readouterr().err.splitlines()
        # Four trainings; of two of them explanations, probes, page and mass direction; the end.
        assert len(said) == 4 + 8 + 1
        assert sum("of 4" in line for line in said) == 4
    assert numbers[0] == numbers[1]
    # What one training drew on kt trees is read on kt trees.
    assert {row["algorithm"] for row in numbers[0]["trainings"]} == {"kt"}


def test_what_is_left_is_told_from_what_took_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    jobs = [
        Job("kept", 1000.0, int),
        Job("slow", 1.0, partial(time.sleep, 1.2)),
        Job("rest", 100.0, int),
    ]
    run_jobs(jobs, 1, Clock().say)
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.endswith("min] kept (1 of 3)")
    # 100 units are left, at 1.2 s each: two minutes.
    assert second.endswith(("slow (2 of 3, about 2 min left)", "slow (2 of 3, about 3 min left)"))
    assert third.endswith("rest (3 of 3, about 1 min left)")


def test_a_silent_clock(capsys: pytest.CaptureFixture[str]) -> None:
    Clock(speaks=False).say("nothing")
    assert capsys.readouterr().err == ""


def test_a_process_that_dies() -> None:
    jobs = [Job("dies", 1.0, partial(os._exit, 1)), Job("lives", 1.0, int)]
    with pytest.raises(OSError, match=r"a process of the study died .* what was finished is kept"):
        run_jobs(jobs, 2, str)
