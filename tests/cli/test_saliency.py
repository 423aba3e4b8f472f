from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pyg_jets.cli import main
from pyg_jets.taggers import FCN, RecNN


def test_failures_are_one_line_and_leave_nothing(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
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
        assert word in refused("saliency", "--tagger", tagger, "--task", "w-qcd", "--out", out)
    for more, word in (
        (("--shards", tmp_path, "--source", tmp_path), "'--source' is for '--task'"),
        (("--task", "w-qcd", "--workers", "2"), "are for '--shards'"),
    ):
        assert word in refused("saliency", "--tagger", good, *more, "--out", picture)
    assert {path.name for path in tmp_path.iterdir()} == {foreign.name, good.name}


def test_train_then_saliency(tmp_path: Path, here: Any) -> None:
    tagger, picture = tmp_path / "w.safetensors", tmp_path / "w.png"
    done = here("train", "--task", "w-qcd", "--epochs", "1", "--jets", "200", "--out", tagger)
    assert done.returncode == 0, done.stderr
    assert "auc" in done.stdout
    done = here("saliency", "--tagger", tagger, "--task", "w-qcd", "--out", picture)
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_tagger_that_reads_no_tree(tmp_path: Path) -> None:
    FCN().save(tmp_path / "fcn")
    options = ["--tagger", str(tmp_path / "fcn"), "--task", "w-qcd", "--fold", "max"]
    assert main(["saliency", *options, "--out", str(tmp_path / "map.png")]) == 0
    assert (tmp_path / "map.png").stat().st_size > 10_000


def test_foldings_are_compared(
    tmp_path: Path, refused: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    FCN().save(tmp_path / "fcn")
    RecNN(hidden_channels=8).save(tmp_path / "recnn")
    options = ["--task", "w-qcd", "--fold", "sum", "mean", "max"]
    options += ["--out", str(tmp_path / "map.png"), "--tagger"]
    assert main(["saliency", *options, str(tmp_path / "fcn")]) == 0
    said = capsys.readouterr().out
    assert said.count("sum-mean ") == said.count("mean-max ") == 2
    assert "give one" in refused("saliency", *options, tmp_path / "recnn")
