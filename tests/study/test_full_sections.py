"""The full study on few jets: all its parts, and a second run that runs nothing."""

import json
import time
from pathlib import Path

import pytest

from pyg_jets.study import CONFIGS, StudyConfig, study

FULL = StudyConfig(
    seeds=2,
    epochs=1,
    cells=("simple", "gated"),
    algorithms=("cambridge_aachen", "desc_pt"),
    table_2=True,
    figure_2=True,
    compared=("pfn",),
    compared_epochs=2,
    changed=50,
    nulls=2,
    keep=True,
)
TASKS_OWN = (
    "comparison-w-qcd.md",
    "robustness-w-qcd.md",
    "safety-w-qcd.md",
    "compared-w-qcd-roc.png",
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    study(folder, config=FULL, tasks=["w-qcd"], jets=400, progress=False)
    return folder


def test_all_parts_of_the_full_study_are_there(results: Path) -> None:
    assert CONFIGS["full"].table_2
    assert CONFIGS["full"].figure_2
    for name in (
        "performance.md",
        "probes.md",
        "transfer.md",
        "mass-direction.md",
        "figure-2.png",
        *TASKS_OWN,
    ):
        assert (results / name).exists(), name
    assert (results / "seed-spread.png").exists()
    numbers = json.loads((results / "results.json").read_text())
    assert len(numbers["trainings"]) == 2
    rows = [(each["cell"], each["algorithm"], each["seed"]) for each in numbers["cells_and_trees"]]
    main = [(cell, "cambridge_aachen", seed) for cell in FULL.cells for seed in (0, 1)]
    assert rows == [*main, ("simple", "desc_pt", 0)]
    assert [each["epochs"] for each in numbers["compared"]["w-qcd"]] == [2]
    assert ["fine_tuned_auc" in each for each in numbers["transfer"]] == [True, False]
    assert "fine-tuned with 1 of the seeds only" in (results / "transfer.md").read_text()
    table = (results / "performance.md").read_text()
    assert table.count("| w-qcd | simple |") == 1
    assert (results / "cells-and-trees.md").read_text().count("| w-qcd |") == 3
    assert "2 seeds" in table
    assert "2 trainings" in (results / "probes.md").read_text()


def test_a_second_run_takes_everything_from_the_first(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (results / "results.json").read_text()
    start = time.perf_counter()
    study(results, config=FULL, tasks=["w-qcd"], jets=400)
    assert (results / "results.json").read_text() == before
    said = capsys.readouterr().err
    others = [line for line in said.splitlines() if "kept from before" not in line]
    assert said.count("kept from before") == 17
    assert all("AUC" in line or "written" in line for line in others)
    assert time.perf_counter() - start < 60
