"""The command as a user meets it: a real process, its words and exit codes."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pyg_jets import study
from pyg_jets.cli import main
from pyg_jets.metrics import Estimate
from pyg_jets.study import Transfer
from pyg_jets.study.saved import SavedStudy
from pyg_jets.taggers import RecNN


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pyg_jets.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_help_teaches() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(
        word in done.stdout
        for word in ("study", "train", "saliency", "probe", "layers", "transfer", "examples:")
    )


@pytest.mark.parametrize(
    "arguments",
    [(), ("fly",), ("train",), ("train", "--task", "w-z"), ("study", "--epochs", "-1")],
)
def test_bad_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage" in done.stderr
    assert "Traceback" not in done.stderr


def test_failures_are_one_line_and_leave_nothing(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.safetensors"
    foreign.write_bytes(b"not a tagger")
    good = tmp_path / "good.safetensors"
    RecNN(hidden_channels=8).save(good)
    picture = tmp_path / "map.png"
    for tagger, out, word in (
        (tmp_path / "missing", picture, "no tagger"),
        (foreign, picture, "foreign.safetensors"),
        (good, tmp_path / "no" / "map.png", "folder"),
        (good, tmp_path / "map.txt", ".png"),
    ):
        done = run("saliency", "--tagger", tagger, "--task", "w-qcd", "--out", out)
        assert done.returncode == 1
        assert word in done.stderr
        assert done.stderr.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {foreign.name, good.name}


def test_train_then_saliency(tmp_path: Path) -> None:
    tagger, picture = tmp_path / "w.safetensors", tmp_path / "w.png"
    done = run("train", "--task", "w-qcd", "--epochs", "1", "--jets", "200", "--out", tagger)
    assert done.returncode == 0, done.stderr
    assert "auc" in done.stdout
    done = run("saliency", "--tagger", tagger, "--task", "w-qcd", "--out", picture)
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_probe_failures_are_one_line_and_leave_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, table = tmp_path / "good.safetensors", tmp_path / "table.md"
    RecNN(hidden_channels=8).save(good)
    for more, word in (
        (("--tagger", good, "--layer", "head.7", "--out", table), "head.3"),
        (("--layer", "conv.cell", "--out", table), "called once per batch"),
        (("--tagger", good, "--seeds", "2", "--out", table), "'seeds' must be 1"),
        (("--tagger", tmp_path / "missing", "--out", table), "no tagger"),
        (("--tagger", good, "--out", tmp_path / "table.txt"), ".md or .csv"),
        (("--out", tmp_path / "no" / "table.md"), "folder"),
    ):
        assert main(["probe", "--task", "w-qcd", *map(str, more)]) == 1
        said = capsys.readouterr().err
        assert word in said
        assert said.startswith("pyg-jets: ")
        assert said.count("\n") == 1
    assert main(["layers", "--out", str(tmp_path / "figure.txt")]) == 1
    assert ".png" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [good.name]


def test_probe_writes_a_table(tmp_path: Path) -> None:
    tagger, out = tmp_path / "tagger.safetensors", tmp_path / "table.md"
    RecNN(hidden_channels=8).save(tagger)
    done = run("probe", "--task", "w-qcd", "--tagger", tagger, "--layer", "head.1", "--out", out)
    assert done.returncode == 0, done.stderr
    assert out.read_text().startswith("R² of observables")
    assert out.read_text().count("| w-qcd |") == 9


def test_too_few_jets_are_refused_and_a_csv_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["probe", "--task", "w-qcd", "--epochs", "1", "--out", str(tmp_path / "table.csv")]
    assert main([*options, "--jets", "100"]) == 1
    assert capsys.readouterr().err.splitlines()[-1].endswith("give more jets")
    assert main([*options, "--jets", "400"]) == 0
    assert (tmp_path / "table.csv").read_text().startswith("task,observable")


def test_layers_draws_a_figure(tmp_path: Path) -> None:
    out = tmp_path / "figure-2.png"
    assert main(["layers", "--epochs", "1", "--jets", "400", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def _transfers(seed: int, **_: Any) -> list[Transfer]:
    """As if heads had been trained."""
    auc = Estimate(0.9, 0.89, 0.91)
    return [Transfer("w-qcd", "top-qcd", seed, auc, auc, auc, auc)]


def test_transfer_prints_and_writes_its_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "run_transfers", _transfers)
    assert main(["transfer", "--seeds", "2", "--out", str(tmp_path / "t.csv")]) == 0
    said = capsys.readouterr()
    assert "| w-qcd → top-qcd | 0.900 [0.890, 0.910] ± 0.000 |" in said.out
    assert "seed 1, w-qcd -> top-qcd: AUC 0.900" in said.err
    assert (tmp_path / "t.csv").read_text().startswith("source → target,base AUC")
    assert main(["transfer", "--out", str(tmp_path / "new")]) == 0
    written = {path.name for path in (tmp_path / "new").iterdir()}
    assert written == {"transfer.md", "transfer.csv", "transfer.json"}


def test_transfer_asks_for_the_seeds_of_its_studies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "load_study", lambda _: SavedStudy(7, 15, {}, {}))
    assert main(["transfer", "--study", str(tmp_path)]) == 1
    assert "seeds from 0 to 2 (got [7])" in capsys.readouterr().err


@pytest.mark.slow
def test_transfer_trains() -> None:
    done = run("transfer", "--epochs", "1", "--jets", "60", "--seeds", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("→") == 9 + 1


def test_transfer_refuses_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, word in (
        (("--out", tmp_path / "t.txt"), ".json"),
        (("--out", tmp_path / "no" / "t.md"), "folder"),
        (("--study", tmp_path), "no study"),
    ):
        assert main(["transfer", *map(str, arguments)]) == 1
        said = capsys.readouterr().err
        assert word in said
        assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
