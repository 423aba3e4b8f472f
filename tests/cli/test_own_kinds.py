"""Commands on kinds of one's own: two files in a folder, by their names or by a task file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from pyg_jets.cli import main
from pyg_jets.datasets import sample
from pyg_jets.study import CONFIGS, StudyConfig
from pyg_jets.taggers import RecNN
from tests.written import write_table


@pytest.fixture
def task_file(own_kinds: Path, tmp_path: Path) -> Path:
    path = tmp_path / "higgs.yaml"
    path.write_text(f"""
name: higgs
kinds:
  - {{name: hbb, title: Higgs boson, mass: 60, jets: {own_kinds / "hbb.root"}}}
  - {{name: qcd, title: Background, jets: {own_kinds / "qcd.parquet"}}}
algorithm: kt
""")
    return path


def test_a_study_by_name_names_them_on_its_page(
    own_kinds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = StudyConfig(seeds=1, epochs=1, nulls=2)
    monkeypatch.setitem(CONFIGS, "short", quick)  # nineteen nulls are for a verdict
    of = ["--task", "hbb-qcd", "--source", str(own_kinds), "--workers", "1"]
    assert main(["study", *of, "--out", str(tmp_path / "out")]) == 0
    html = (tmp_path / "out" / "report.html").read_text()
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    assert {each["jets"] for each in data["maps"]} == {"H → bb jets", "QCD jets"}
    assert "H → bb/QCD</h2>" in html
    numbers = json.loads((tmp_path / "out" / "results.json").read_text())
    assert list(numbers["tasks"]) == numbers["settings"]["tasks"] == ["hbb-qcd"]
    assert numbers["claims"] == []  # the paper says nothing of them
    assert "mass_direction" not in numbers
    (row,) = (tmp_path / "out" / "performance.csv").read_text().splitlines()[1:]
    assert row.startswith("hbb-qcd,simple,cambridge_aachen,jet,")
    assert ",–," in row


def test_titles_of_a_file_reach_what_explains(
    task_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RecNN(hidden_channels=4).save(tmp_path / "small")
    of = ["--task", str(task_file), "--tagger", str(tmp_path / "small"), "--jets", "20"]
    assert main(["explain", *of, "--nulls", "2", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "Node saliency of Higgs boson jets" in said
    assert "| saliency | 20 Background |" in said
    assert (tmp_path / "out" / "explained-higgs-saliency.png").exists()


def test_robustness_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, own in (("w", "zqq"), ("qcd", "qcd")):
        sample(kind)[:150].save(tmp_path / f"{own}.safetensors")
    RecNN(hidden_channels=4).save(tmp_path / "small")
    of = ["--task", "zqq-qcd", "--source", str(tmp_path), "--tagger", str(tmp_path / "small")]
    assert main(["robustness", *of, "--out", str(tmp_path / "out")]) == 0
    assert "maps alike, zqq | maps alike, qcd" in capsys.readouterr().out


def test_layers_of_a_file(tmp_path: Path) -> None:
    task_file = tmp_path / "task.yaml"
    task_file.write_text("name: higgs\nkinds: [w, top]")
    out, few = tmp_path / "four.png", ["--epochs", "1", "--jets", "420"]
    assert main(["layers", "--task", str(task_file), *few, "--out", str(out)]) == 0
    assert "taggers trained on higgs" in out.with_suffix(".md").read_text()


def test_transfer_among_them(
    own_kinds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = ["--task", "hbb-qcd", "--task", "qcd-hbb", "--source", str(own_kinds)]
    few = ["--epochs", "1", "--jets", "60", "--seeds", "1", "--no-fine-tuning"]
    assert main(["transfer", *of, *few, "--out", str(tmp_path / "table.json")]) == 0
    written = json.loads((tmp_path / "table.json").read_text())
    assert written["settings"]["tasks"] == ["hbb-qcd", "qcd-hbb"]
    assert {row["base_auc_paper"] for row in written["transfer"]} == {None}
    assert "| qcd-hbb → hbb-qcd |" in capsys.readouterr().out


def test_train_then_read(
    own_kinds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = ["--task", "hbb-qcd", "--source", str(own_kinds)]
    tagger, short = str(tmp_path / "hbb.safetensors"), ["--epochs", "1", "--jets", "60"]
    assert main(["train", *of, *short, "--tagger", "recnn", "--out", tagger]) == 0
    assert "auc" in capsys.readouterr().out
    out = ["--out", str(tmp_path / "map.png")]
    assert main(["saliency", *of, "--tagger", tagger, *out]) == 0
    RecNN(hidden_channels=8).save(tmp_path / "small")  # the probes of a few jets have few features
    out = ["--tagger", str(tmp_path / "small"), "--out", str(tmp_path / "probes.md")]
    assert main(["probe", *of, *out]) == 0
    assert "| hbb-qcd |" in (tmp_path / "probes.md").read_text()


def test_compare(own_kinds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    of = ["--task", "hbb-qcd", "--source", str(own_kinds), "--epochs", "1", "--jets", "60"]
    assert main(["compare", *of, "--taggers", "fcn", "--out", str(tmp_path / "out")]) == 0
    assert "| FCN |" in capsys.readouterr().out


def test_names_that_are_not_there_are_refused_before_the_work(
    own_kinds: Path, tmp_path: Path, refused: Callable[..., str]
) -> None:
    tagger = tmp_path / "tagger.safetensors"
    RecNN(hidden_channels=4).save(tagger)
    (tmp_path / "task.yaml").write_text("kinds: [w, {name: hbb, jets: hbb.root}]")
    out = tmp_path / "new"
    commands = [
        ("train", "--out", out),
        ("probe", "--out", tmp_path / "new.md"),
        ("saliency", "--tagger", tagger, "--out", tmp_path / "new.png"),
        ("explain", "--tagger", tagger, "--out", out),
        ("robustness", "--tagger", tagger, "--out", out),
        ("compare", "--taggers", "fcn", "--out", out),
        ("layers", "--out", tmp_path / "new.png"),
    ]
    for command, *options in commands:
        for task, words in (
            (("hbb-qcd",), "must be kinds of the bundled sample, w, top, qcd, quark, gluon"),
            (("zqq-qcd", "--source", own_kinds), "simulation 'zqq' (got neither): it has hbb, qcd"),
            (("w",), "must have two or more kinds"),
            ((tmp_path / "task.yaml",), "'jets' of the kind 'hbb' must be a file"),
            ((tmp_path / "task.yaml", "--source", tmp_path), "is for tasks by their names"),
        ):
            assert words in refused(command, "--task", *task, *options), command
    assert {path.name for path in tmp_path.iterdir()} == {"task.yaml", tagger.name}


def test_tables_with_columns_of_any_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], refused: Callable[..., str]
) -> None:
    columns = {"px": "a", "py": "b", "pz": "c", "E": "d", "weight": "w"}
    for name, kind in (("axion", "w"), ("back", "qcd")):
        jets = sample(kind)[:60]
        jets.weight = 1 + torch.arange(60) % 2
        write_table(tmp_path / f"{name}.parquet", jets, columns)
    said = ",".join(f"{ours}={theirs}" for ours, theirs in columns.items())
    train = ["train", "--task", "axion-back", "--source", str(tmp_path), "--tagger", "fcn"]
    few = ["--epochs", "1", "--out", str(tmp_path / "tagger")]
    assert main([*train, *few, "--columns", said]) == 0
    assert "auc" in capsys.readouterr().out
    assert "known format" in refused(*train, *few)
    assert "is for tables in '--source'" in refused(
        "train", "--task", "w-qcd", *few, "--columns", said
    )
    missing = said.replace("d,", "energy,")
    there = refused(*train, *few, "--columns", missing)
    assert "energy" in there
    assert "a, b, c, d, w" in there
