import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets import cluster
from pyg_jets.cli import main
from pyg_jets.datasets import binary_task
from pyg_jets.datasets.split import thinned
from pyg_jets.taggers import RecNN, at_target


def test_tables_and_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tagger = RecNN(hidden_channels=8)
    train = thinned(binary_task("w-qcd").train, 100)
    tagger.fit_scaling(cluster(train, frame="laboratory"))  # any other would be refused
    tagger.save(tmp_path / "small.safetensors")
    options = ["--task", "w-qcd", "--jets", "40", "--radius", "0.5"]
    options += ["--out", str(tmp_path / "out")]
    assert main(["robustness", "--tagger", str(tmp_path / "small.safetensors"), *options]) == 0
    said = capsys.readouterr().out
    rows = [line for line in said.splitlines() if line.startswith("| small | ")]
    assert rows[0].startswith("| small | 1 soft in the jet |")
    assert "| small | 10 soft far from the jet |" in said
    assert "small, w-qcd: one particle of 0.1 MeV in the jet (within 0.5 of its axis)" in said
    assert "| multiplicity alone | unsafe" in said
    assert "small, w-qcd: high collinear saliency" in said
    names = {
        f"{table}-w-qcd.{end}"
        for table in ("robustness", "safety")
        for end in ("md", "csv", "json")
    }
    assert {path.name for path in (tmp_path / "out").iterdir()} == names | {
        "robustness-w-qcd-limits.png",
        "robustness-w-qcd-maps-1.png",
    }
    numbers = json.loads((tmp_path / "out" / "robustness-w-qcd.json").read_text())
    assert numbers["settings"]["radius"] == 0.5
    rows = numbers["robustness"]["w-qcd"]
    assert [row["tagger"] for row in rows] == ["small", "multiplicity alone"]


def test_a_pair_of_three_classes(tmp_path: Path, refused: Callable[..., str]) -> None:
    """By the task of the pair, by the task of all kinds, and one tagger at the pair: one logit."""
    tagger = RecNN(hidden_channels=8, num_classes=3)
    tagger.fit_scaling(cluster(thinned(binary_task("w-qcd").train, 50)))
    tagger.classes = ("w", "top", "qcd")
    tagger.save(tmp_path / "three.safetensors")
    at_target(tagger, ("w", "qcd")).save(tmp_path / "pair.safetensors")
    found = []
    for file, task, target in (
        ("three", "w-qcd", ["--target", "w:qcd"]),
        ("three", "w-top-qcd", ["--target", "w:qcd"]),
        ("pair", "w-qcd", []),
    ):
        given = ["--tagger", str(tmp_path / f"{file}.safetensors"), "--task", task, *target]
        out = tmp_path / f"{file}-{task}"
        assert main(["robustness", *given, "--jets", "24", "--out", str(out)]) == 0
        name = task if task == "w-qcd" else "w-top-qcd_w-qcd"
        numbers = json.loads((out / f"robustness-{name}.json").read_text())["robustness"][name]
        found.append({**numbers[0], "tagger": ""})
    assert found[0] == found[1] == found[2]
    three = ("--tagger", tmp_path / "three.safetensors", "--out", tmp_path / "out")
    assert "must say which class" in refused("robustness", *three, "--task", "w-qcd")
    pair = ("--task", "w-qcd", "--target", "w:pig")
    assert "must be one of the classes 0 (w)" in refused("robustness", *three, *pair)


def test_refusals_are_one_line(tmp_path: Path, refused: Callable[..., str]) -> None:
    RecNN(hidden_channels=4).save(tmp_path / "t.safetensors")
    file = tmp_path / "t.safetensors"
    out = ("--task", "w-qcd", "--out", tmp_path / "out")
    assert "different names" in refused("robustness", "--tagger", file, "--tagger", file, *out)
    missing = ("--tagger", file, *out, "--source", tmp_path)
    assert "finished simulation 'w'" in refused("robustness", *missing)
    assert "no.safetensors" in refused("robustness", "--tagger", tmp_path / "no.safetensors", *out)
    radius = ("--tagger", file, *out, "--radius", 4)
    assert "'radius' must be above 0 and at most pi (got 4.0)" in refused("robustness", *radius)
    assert not (tmp_path / "out").exists()
