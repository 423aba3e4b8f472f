"""A study in two processes: the same numbers, and nothing left to do for the sections."""

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pyg_jets.study import StudyConfig, study
from pyg_jets.study.ahead import _run

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
        said = capsys.readouterr().err
        stages = [line for line in said.splitlines() if "w-qcd: " in line]
        kept = [line for line in stages if "kept from before" in line]
        assert len({line.split("]", 1)[1] for line in stages}) == 9
        assert kept == (stages if workers == 2 else [])
    assert numbers[0] == numbers[1]


def test_only_a_study_that_keeps_its_stages(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'workers' must be 1 .* such as the short one \(got 2\)"):
        study(tmp_path, workers=2)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_dies() -> None:
    with pytest.raises(OSError, match=r"a process of the study died .* what was finished is kept"):
        _run([partial(os._exit, 1)], 2)
