"""The full study on few jets: all its parts, and a second run that runs nothing."""

import csv
import json
from pathlib import Path

import pytest

from pyg_jets.study import CONFIGS, StudyConfig, study
from pyg_jets.study.chapters.without_labels import measure

FULL = StudyConfig(
    seeds=1,
    epochs=1,
    cells=("simple",),
    algorithms=("cambridge_aachen", "desc_pt"),
    frames=("jet", "laboratory"),
    table_2=True,
    figure_2=True,
    compared=("pfn",),
    compared_epochs=1,
    changed=20,
    labels=(40,),
    unlabelled_epochs=1,
    used=1,
    nulls=2,
    keep=True,
)
TASKS_OWN = (
    "comparison-w-qcd.md",
    "robustness-w-qcd.md",
    "safety-w-qcd.md",
    "compared-w-qcd-roc.png",
    "compared-w-qcd-reliability.png",
    "together-w-qcd.md",
    "reliability-w-qcd.png",
    "erasure.md",
    "erasure-cost.png",
    "response.md",
    "response-w-qcd.png",
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "STEPS", 2)
        study(folder, config=FULL, tasks=["w-qcd"], jets=400, progress=False)
    return folder


def test_all_parts_of_the_full_study_are_there(results: Path) -> None:
    assert CONFIGS["full"].table_2
    assert CONFIGS["full"].figure_2
    for name in (
        "performance.md",
        "probes.md",
        "transfer.md",
        "without-labels.md",
        "without-labels-cka.md",
        "mass-direction.md",
        "figure-2.png",
        *TASKS_OWN,
    ):
        assert (results / name).exists(), name
    assert (results / "layers.md").exists()
    numbers = json.loads((results / "results.json").read_text())
    assert len(numbers["trainings"]) == 1
    beside = {
        (row["cell"], row["algorithm"], row["frame"], row["seed"])
        for row in numbers["cells_and_trees"]
    }
    forms = [("simple", "cambridge_aachen", "jet")]
    forms += [("simple", "desc_pt", "jet"), ("simple", "cambridge_aachen", "laboratory")]
    assert beside == {(*form, seed) for form in forms for seed in range(1)}
    assert [row["epochs"] for row in numbers["compared"]["w-qcd"]] == [1]
    assert all("fine_tuned_auc" in row for row in numbers["transfer"])
    assert (results / "performance.md").read_text().count("| w-qcd | simple |") == 1
    assert (results / "cells-and-trees.md").read_text().count("| w-qcd |") == 3


def test_what_is_used_stands_beside_what_is_known(results: Path) -> None:
    header, *rows = csv.reader((results / "probes.csv").read_text().splitlines())
    (mass,) = (row for row in rows if row[1] == "mass")
    costs = csv.reader((results / "erasure.csv").read_text().splitlines())
    of = {row[1]: row for row in costs}
    assert (
        mass[header.index("cost of erasing")] == of["mass"][of["erased"].index("cost of erasing")]
    )
    page = (results / "report.html").read_text()
    assert "response to ln kt" in page
    assert "Clustering sensitivity: where" in page


def test_the_claims_are_judged(results: Path) -> None:
    claims = json.loads((results / "results.json").read_text())["claims"]
    names = {claim["name"] for claim in claims}
    assert {"leaders", "mass-direction-primary", "collinear-safety"} <= names
    assert {len(claim["margins"]) for claim in claims} == {1}
    assert {claim["verdict"] for claim in claims} == {"not decided"}  # of one training
    html = (results / "report.html").read_text()
    assert f"Of {len(claims)} claims of the paper 0 hold, 0 do not" in html


def test_a_second_run_takes_everything_from_the_first(results: Path) -> None:
    before = (results / "results.json").read_text()
    stages = _stages(results)
    study(results, config=FULL, tasks=["w-qcd"], jets=400, progress=False)
    assert (results / "results.json").read_text() == before
    assert _stages(results) == stages  # none was written, none was made again


def _stages(results: Path) -> dict[Path, int]:
    """When the result of each stage was written."""
    return {path: path.stat().st_mtime_ns for path in (results / "stages").rglob("output.pkl")}


def test_another_seed_in_the_folder_is_refused(results: Path) -> None:
    with pytest.raises(
        ValueError, match=r"no study with other settings \(got 'seed' 0, wanted 1\)"
    ):
        study(results, config=FULL, tasks=["w-qcd"], jets=400, seed=1, progress=False)
